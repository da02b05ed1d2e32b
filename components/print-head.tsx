import { exactTime } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { ReviewedVersion } from '@/lib/versions/queries'

interface PrintHeadProps {
  org: string
  organization: string
  version: ReviewedVersion
  /** Where the hub answers, without a trailing slash. */
  baseUrl: string
  /** Who looks, and so who prints. */
  reader: string
  now: Date
}

/** What a page on paper must say of itself: which version, how it stood, when, and where to look again. */
export function PrintHead({ org, organization, version, baseUrl, reader, now }: PrintHeadProps) {
  const { model, modelName, version: number, uri, digest, state, life, decisions } = version
  const [decision] = decisions
  const facts = [
    ['Version', `${uri} of ${modelName}`],
    ['State', `${state}, ${life}`],
    [
      'Decision',
      decision
        ? `${said[decision.verdict]} by ${decision.by.name}, ${exactTime(decision.at)}${decision.stale ? '. Stale: what it was based on has changed since.' : ''}`
        : 'None yet',
    ],
    ['Digest', digest],
    ['Address', `${baseUrl}${paths.version(org, model, number)}`],
    ['Printed', `by ${reader}, as it stood at ${exactTime(now)}`],
  ]
  return (
    <div className="hidden print:mb-4 print:block print:border-b print:border-ink print:pb-3">
      <p className="pb-1 font-strong">
        Model Hub · {organization} · {baseUrl}
      </p>
      <dl>
        {facts.map(([label, value]) => (
          <div key={label} className="grid grid-cols-[5rem_minmax(0,1fr)] gap-3">
            <dt className="text-ink-2">{label}</dt>
            <dd className="font-mono wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

const said = { approve: 'Approved', reject: 'Rejected', withdraw: 'Taken back' } as const
