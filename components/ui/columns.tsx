import type { ReactNode } from 'react'

/** The matter at the left, what to do with it at the right; on narrow screens one after the other. */
export function Columns({ main, aside }: { main: ReactNode; aside: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-8 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-8">{main}</div>
      <div className="flex min-w-0 flex-col gap-8">{aside}</div>
    </div>
  )
}
