import { useEffect, useRef, useState } from 'react'

/** The width of an element in pixels, followed as it changes; null until it is known, which without script is never. */
export function useWidth() {
  const box = useRef<HTMLElement>(null)
  const [width, setWidth] = useState<number | null>(null)
  useEffect(() => {
    if (!box.current) return
    const observer = new ResizeObserver(([entry]) => {
      // Zero while it is hidden, as React does with a page it keeps for later.
      const wide = Math.floor(entry?.contentRect.width ?? 0)
      if (wide > 0) setWidth(wide)
    })
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  return { box, width }
}
