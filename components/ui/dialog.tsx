'use client'
import { type ReactNode, useLayoutEffect, useRef } from 'react'

interface DialogProps {
  label: string
  /** Called once it is closed, however that came. */
  onClose: () => void
  className?: string
  children: ReactNode
}

/**
 * The browser's own modal dialog: it holds the focus, closes on Escape and on a click outside, and gives the
 * focus back to what had it.
 */
export function Dialog({ label, onClose, className = '', children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = box.current
    dialog?.showModal()
    // Closed rather than only taken away, or the focus would be lost.
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={box}
      aria-label={label}
      onClose={onClose}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close()
      }}
      className={`m-auto mt-[12dvh] max-h-[76dvh] w-[min(40rem,calc(100vw-1rem))] overflow-hidden rounded-md border border-line-strong bg-paper text-ink shadow-[0_8px_24px_rgb(0_0_0/0.2)] backdrop:bg-[rgb(0_0_0/0.35)] ${className}`}
    >
      {children}
    </dialog>
  )
}
