import type { Compliance } from '@/lib/compliance/view'
import { Section } from '../ui/section'
import { Checking } from './checking'
import { Deciding, Registration } from './deciding'
import { Identity, Making, Numbers } from './making'
import { Life, Using } from './using'

interface ReportProps {
  org: string
  told: Compliance
  baseUrl: string
}

/** All that answers for one version, on one page. */
export function ComplianceReport({ org, told, baseUrl }: ReportProps) {
  return (
    <div className="flex max-w-5xl flex-col gap-8">
      <Gaps told={told} />
      <Identity org={org} told={told} />
      <Making org={org} told={told} />
      <Numbers told={told} />
      <Registration org={org} told={told} />
      <Deciding org={org} told={told} />
      <Using org={org} told={told} />
      <Life org={org} told={told} />
      <Checking org={org} told={told} baseUrl={baseUrl} />
    </div>
  )
}

function Gaps({ told: { gaps } }: { told: Compliance }) {
  return (
    <Section title="What to know first">
      {gaps.length === 0 ? (
        <p className="text-prose">Every question below has an answer.</p>
      ) : (
        <ul className="list-disc pl-5 text-prose">
          {gaps.map(({ code, message }) => (
            <li key={code}>{message}</li>
          ))}
        </ul>
      )}
    </Section>
  )
}
