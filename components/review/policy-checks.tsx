import { paths } from '@/lib/paths'
import type { ReviewedVersion } from '@/lib/versions/queries'
import type { EvidenceResult } from '@/lib/versions/required'
import { GateRows } from '../gates/gate-rows'
import { StateIcon } from '../state-badge'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'

interface PolicyChecksProps {
  org: string
  version: ReviewedVersion
}

/** What the policy asks of a version besides people: gates with their numbers, and what must be there. */
export function PolicyChecks({ org, version: { model, version, checks } }: PolicyChecksProps) {
  const { gates, evidence, base } = checks
  if (gates.length === 0 && evidence.length === 0) return null
  const failing =
    gates.filter(({ result }) => result !== 'pass').length + evidence.filter(({ ok }) => !ok).length
  const all = gates.length + evidence.length
  return (
    <Section
      title="Checks"
      aside={
        <>
          {failing === 0 ? `All ${all} pass` : `${failing} of ${all} fail`} ·{' '}
          <TextLink href={paths.policy(org, { model })}>Policy</TextLink>
        </>
      }
    >
      {gates.length > 0 && (
        <GateRows gates={gates} candidate={version} approved={base?.version ?? null} />
      )}
      {evidence.length > 0 && <Required evidence={evidence} />}
    </Section>
  )
}

function Required({ evidence }: { evidence: readonly EvidenceResult[] }) {
  return (
    <ul aria-label="Required evidence" className="flex flex-col">
      {evidence.map(({ item, ok, message }) => (
        <li key={item} className="flex gap-2 border-b border-line py-1.5">
          <span
            className={`mt-0.5 flex w-20 shrink-0 items-center gap-1.5 self-start font-strong ${ok ? 'text-approved' : 'text-rejected'}`}
          >
            <StateIcon state={ok ? 'approved' : 'rejected'} />
            {ok ? 'There' : 'Missing'}
          </span>
          <span className="min-w-0 wrap-anywhere">
            <code className="font-mono text-ink-2">{item}</code> <span>{message}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
