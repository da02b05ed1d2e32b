import type { EventRef } from '@/lib/compliance/view'
import { count } from '@/lib/format'
import { TextLink } from '../ui/text-link'

/** Where something is recorded: its place in the sealed log, and what proves it. */
export function Receipt({ event }: { event: EventRef | null }) {
  if (!event) return <span className="text-ink-2">not found in the log</span>
  const { index, url, proof } = event
  if (index === null || proof === null)
    return (
      <span className="text-ink-2">
        <TextLink href={url}>event</TextLink>, not sealed yet
      </span>
    )
  return (
    <span className="text-ink-2">
      <TextLink href={url}>event {count(index)}</TextLink>,{' '}
      <a href={proof} className="link">
        proof<span className="sr-only"> of event {count(index)}</span>
      </a>
    </span>
  )
}
