import { paths } from '@/lib/paths'
import type { Show } from '@/lib/reviews/view'
import { Tabs } from '../ui/tabs'

const labels = {
  waiting: 'Waiting for me',
  asked: 'What I asked for',
  overdue: 'To review again',
  all: 'All pending',
} as const satisfies Record<Show, string>

/** The parts of the list of reviews. */
export function ReviewTabs({ org, show }: { org: string; show: Show }) {
  const tabs = (Object.keys(labels) as Show[]).map((part) => ({
    href: paths.reviews(org, { show: part }),
    label: labels[part],
    current: part === show,
  }))
  return (
    <div className="mb-4 border-b border-line">
      <Tabs label="Reviews" tabs={tabs} />
    </div>
  )
}
