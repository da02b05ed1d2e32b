'use client'
import dynamic from 'next/dynamic'
import { useWidth } from '../use-width'
import { controlsHeight, type Drawing, windowHeight } from './view'

const LineageCanvas = dynamic(() => import('./lineage-canvas'), { ssr: false })

/** The window on the drawing. It has its height from the first, so nothing moves when the drawing comes. */
export function LineageGraph({ drawing, label }: { drawing: Drawing; label: string }) {
  const { box, width } = useWidth()
  const height = windowHeight(drawing)
  return (
    <section
      ref={box}
      aria-label={label}
      data-lineage-graph=""
      className="relative overflow-hidden rounded-md border border-line bg-sunken"
      // The rules above and below are part of it.
      style={{ height: height + controlsHeight + 2 }}
    >
      {width !== null && <LineageCanvas drawing={drawing} window={{ width, height }} />}
    </section>
  )
}
