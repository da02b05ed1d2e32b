import type { EventDetail as Detail } from '@/lib/activity/view'
import { exactTime } from '@/lib/format'
import { paths } from '@/lib/paths'
import { Actor } from './actor'
import { changesOf, EventSentence } from './audit-list'
import { ChangeList } from './change-list'
import { Copy } from './copy'
import { Properties } from './ui/properties'
import { Section } from './ui/section'

interface EventDetailProps {
  org: string
  event: Detail
  /** Where the hub answers, without a trailing slash. */
  baseUrl: string
}

/** Everything that is known of one event, and what proves it. */
export function EventDetail({ org, event, baseUrl }: EventDetailProps) {
  const { actor, onBehalfOf, origin, reason, note, names } = event
  const changes = changesOf(event)
  return (
    <div className="flex flex-col gap-6">
      <div className="max-w-[68ch] text-prose">
        <EventSentence org={org} event={event} />
        {reason && <p className="text-ink-2">{reason}</p>}
        {note && <p className="mt-1 whitespace-pre-line wrap-anywhere">{note}</p>}
      </div>
      <Section title="Facts">
        <Properties
          items={[
            { label: 'When', value: exactTime(event.at) },
            { label: 'Outcome', value: event.outcome === 'done' ? 'Done' : 'Refused' },
            { label: 'Who', value: <Actor actor={actor} owner={onBehalfOf} /> },
            { label: 'On behalf of', value: onBehalfOf?.name },
            { label: 'Action', value: <code className="font-mono">{event.action}</code> },
            {
              label: 'On',
              value: <code className="font-mono wrap-anywhere">{event.subject.uri}</code>,
            },
            { label: 'Door', value: event.via },
            { label: 'Request', value: <code className="font-mono">{event.requestId}</code> },
            ...(origin
              ? [
                  { label: 'Address', value: origin.ip },
                  { label: 'Client', value: origin.client },
                  { label: 'Program', value: origin.userAgent },
                ]
              : []),
          ]}
        />
        {!origin && (
          <p className="text-ink-2">Where it came from is shown to auditors and admins.</p>
        )}
      </Section>
      {changes.length > 0 && (
        <Section title="What changed">
          <ChangeList changes={changes} names={names} />
        </Section>
      )}
      <Section title="In the sealed log">
        <Place org={org} event={event} baseUrl={baseUrl} />
      </Section>
      <AsRecorded body={event.body} />
    </div>
  )
}

function AsRecorded({ body }: { body: string | null }) {
  if (body === null)
    return (
      <Section title="As it is recorded">
        <p className="max-w-[68ch] text-ink-2">
          It names models that you may not see. Auditors and admins read all of it.
        </p>
      </Section>
    )
  return (
    <Section title="As it is recorded" aside={<Copy text={body} what="the recorded text" />}>
      <p className="max-w-[68ch] text-ink-2">
        People stand in it as ids, and where they came from as a salted digest: their names and
        addresses are kept beside it, so that erasing these breaks no proof. What is sealed is this
        text without line breaks and indents; the button copies it so.
      </p>
      <pre
        tabIndex={0}
        className="max-h-[60dvh] overflow-auto rounded-md border border-line p-3 font-mono whitespace-pre-wrap wrap-anywhere"
      >
        {JSON.stringify(JSON.parse(body), null, 2)}
      </pre>
    </Section>
  )
}

function Place({ org, event, baseUrl }: EventDetailProps) {
  const { index, leaf, proof } = event
  if (index === null || !proof)
    return (
      <p className="max-w-[68ch] text-ink-2">
        It is not sealed yet. That takes less than a second as a rule; load this page again.
      </p>
    )
  return (
    <>
      <Properties
        columns={1}
        items={[
          { label: 'Place', value: <span className="tabular-nums">{index}</span> },
          {
            label: 'Leaf hash',
            value: leaf && (
              <span className="flex items-start gap-1">
                <code className="font-mono wrap-anywhere">{leaf}</code>
                <Copy text={leaf} what="the leaf hash" />
              </span>
            ),
          },
          {
            label: 'Proof',
            value: (
              <a href={proof} className="link wrap-anywhere">
                {`${baseUrl}${proof}`}
              </a>
            ),
          },
          {
            label: 'Link',
            value: (
              <span className="flex items-start gap-1">
                <code className="font-mono wrap-anywhere">{`${baseUrl}${paths.event(org, index)}`}</code>
                <Copy text={`${baseUrl}${paths.event(org, index)}`} what="the link" />
              </span>
            ),
          },
        ]}
      />
      <p className="max-w-[68ch] text-ink-2">
        The proof shows that this text stands at this place in the log that the hub has signed. It
        can be checked without the hub.
      </p>
    </>
  )
}
