import type { Delivery, Webhook } from '@/lib/webhooks/view'
import { ErrorIcon } from '../ui/error-icon'
import { ClockIcon, DoneIcon, StopIcon } from '../ui/icons'
import { standingOf } from './standing'

const webhookLooks = {
  on: { Icon: DoneIcon, word: 'On', tone: 'text-ink' },
  failing: { Icon: ErrorIcon, word: 'Failing', tone: 'text-rejected' },
  paused: { Icon: StopIcon, word: 'Paused', tone: 'text-ink-2' },
} as const

/** How a webhook stands: an outline and a word, and why, where it is not simply on. */
export function WebhookState({ webhook, why = true }: { webhook: Webhook; why?: boolean }) {
  const { kind, says } = standingOf(webhook)
  const { Icon, word, tone } = webhookLooks[kind]
  return (
    <span className="flex min-w-0 flex-col">
      <State {...{ Icon, word, tone }} />
      {why && says && (
        <span className="line-clamp-2 max-w-80 text-ink-2 wrap-anywhere">{says}</span>
      )}
    </span>
  )
}

const deliveryLooks = {
  waiting: { Icon: ClockIcon, word: 'Waiting', tone: 'text-ink-2' },
  delivered: { Icon: DoneIcon, word: 'Delivered', tone: 'text-ink' },
  failed: { Icon: ErrorIcon, word: 'Failed', tone: 'text-rejected' },
} as const satisfies Record<Delivery['state'], unknown>

/** How a delivery stands. One that failed before and is tried again says so by its last answer. */
export function DeliveryState({ state }: { state: Delivery['state'] }) {
  return <State {...deliveryLooks[state]} />
}

interface StateProps {
  Icon: typeof ClockIcon
  word: string
  tone: string
}

function State({ Icon, word, tone }: StateProps) {
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle whitespace-nowrap ${tone}`}>
      <Icon />
      {word}
    </span>
  )
}
