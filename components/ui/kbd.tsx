/** A key as it stands on the keyboard. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line px-1 font-sans text-data text-ink-3">
      {children}
    </kbd>
  )
}
