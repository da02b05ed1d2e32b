import { Bar } from '../ui/skeleton'

/** The shape of a lineage that is on its way: what is asked, and the window of the drawing. */
export function LineageSkeleton() {
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="sr-only">
        Loading the lineage
      </p>
      <div aria-hidden="true" className="flex h-10 items-center gap-6 border-b border-line pb-2">
        <Bar width="5rem" />
        <Bar width="8rem" />
        <Bar width="7rem" />
      </div>
      <Bar width="5rem" />
      <div
        aria-hidden="true"
        className="hidden h-72 rounded-md border border-line bg-sunken md:block"
      />
    </div>
  )
}
