import { PageHeader } from '../shell/page-header'
import { Bar } from '../ui/skeleton'

/** The shape of the inbox while it is on its way. */
export function InboxSkeleton() {
  return (
    <>
      <PageHeader title="Inbox" facts="What concerns you, newest first." />
      <p role="status" className="sr-only">
        Loading the inbox
      </p>
      <div aria-hidden="true" className="border-t border-line">
        {['45%', '60%', '35%', '50%', '40%'].map((width) => (
          <div key={width} className="flex h-11 items-center border-b border-line">
            <Bar width={width} />
          </div>
        ))}
      </div>
    </>
  )
}
