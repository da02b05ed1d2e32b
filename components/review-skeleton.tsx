import { PageHeader } from './shell/page-header'
import { Bar } from './ui/skeleton'

/** The shape of the list of reviews while it is on its way. */
export function ReviewSkeleton() {
  return (
    <>
      <PageHeader title="Reviews" facts="Versions that wait for a decision, the oldest first." />
      <p role="status" className="sr-only">
        Loading reviews
      </p>
      <div aria-hidden="true" className="border-t border-line">
        {['45%', '60%', '35%', '50%'].map((width) => (
          <div
            key={width}
            className="grid min-h-36 content-start gap-x-10 gap-y-3 border-b border-line py-5 md:grid-cols-2"
          >
            <Bar width={width} />
            <Bar width="70%" />
            <Bar width="80%" />
            <Bar width="55%" />
          </div>
        ))}
      </div>
    </>
  )
}
