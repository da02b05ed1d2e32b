import type { ReactNode } from 'react'
import { exactTime } from '@/lib/format'
import { pathOfUri } from '@/lib/paths'
import type { Attempt, DeliveryDetails, Webhook } from '@/lib/webhooks/view'
import { Copy } from '../copy'
import { Time } from '../time'
import { NothingYet } from '../ui/empty'
import { Properties } from '../ui/properties'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { subjectWords } from './standing'
import { DeliveryState } from './webhook-state'

interface DeliveryDetailProps {
  org: string
  delivery: DeliveryDetails
  webhook: Webhook
  now: Date
}

/** One message: what it was about, each attempt with what came of it, and what was sent. */
export function DeliveryDetail({ org, delivery, webhook, now }: DeliveryDetailProps) {
  const { state, subject, message, attempts, nextAt, createdAt, endedAt, log, body } = delivery
  const href = pathOfUri(org, subject)
  const name = <code className="font-mono wrap-anywhere">{subjectWords(subject)}</code>
  return (
    <div className="flex flex-col gap-10">
      <Properties
        items={[
          { label: 'State', value: <DeliveryState state={state} /> },
          { label: 'On', value: href ? <TextLink href={href}>{name}</TextLink> : name },
          { label: 'Made', value: <Time at={createdAt} now={now} exact /> },
          { label: 'Attempts', value: attempts },
          nextAt
            ? { label: 'Next attempt', value: <Time at={nextAt} now={now} exact /> }
            : { label: 'Ended', value: endedAt && <Time at={endedAt} now={now} exact /> },
        ]}
      />
      <Section title="Attempts">
        {log.length > 0 ? (
          <ol className="flex flex-col gap-4">
            {log.map((attempt) => (
              <AttemptItem key={attempt.number} attempt={attempt} />
            ))}
          </ol>
        ) : (
          <NothingYet>
            It has not been sent yet. Each attempt appears here with its answer.
          </NothingYet>
        )}
      </Section>
      <Section title="Headers">
        <Text label="Headers">{headersOf(delivery, webhook)}</Text>
      </Section>
      <Section title="Body" aside={<Copy text={body} what="the body" />}>
        <Text label="Body">{laidOut(body)}</Text>
      </Section>
      <p className="text-ink-2">
        Message <code className="font-mono wrap-anywhere">{message}</code>
      </p>
    </div>
  )
}

function AttemptItem({
  attempt: { number, at, ms, status, problem, response },
}: {
  attempt: Attempt
}) {
  return (
    <li className="flex min-w-0 flex-col gap-1 border-l-2 border-line-strong pl-3">
      <p className="flex flex-wrap gap-x-3">
        <span className="font-strong">
          {number}. {status === null ? 'No answer' : `Answered ${status}`}
        </span>
        <span className="text-ink-2 tabular-nums">
          {exactTime(at)}, {ms} ms
        </span>
      </p>
      {problem && <p className="text-rejected wrap-anywhere">{problem}</p>}
      {response && <Text label={`Answer to attempt ${number}`}>{response}</Text>}
    </li>
  )
}

/** What others sent, as text and nothing else. Reachable by keyboard, since it may scroll. */
function Text({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      tabIndex={0}
      aria-label={label}
      className="max-h-[60dvh] overflow-auto rounded-md border border-line bg-sunken"
    >
      <pre className="px-3 py-2 font-mono whitespace-pre-wrap wrap-anywhere">{children}</pre>
    </section>
  )
}

function headersOf({ contentType, message }: DeliveryDetails, webhook: Webhook): string {
  return [
    `content-type: ${contentType}`,
    `webhook-id: ${message}`,
    'webhook-timestamp: (when it is sent)',
    'webhook-signature: v1,(made anew for each attempt)',
    ...(webhook.authorization ? ['authorization: (kept, encrypted)'] : []),
  ].join('\n')
}

function laidOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
