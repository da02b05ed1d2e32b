import type { Compliance, ComplianceDecision, PolicyRef } from '@/lib/compliance/view'
import { exactTime } from '@/lib/format'
import { paths } from '@/lib/paths'
import { Actor } from '../actor'
import { GateRows } from '../gates/gate-rows'
import { Properties } from '../ui/properties'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { Mono } from './making'
import { Receipt } from './receipt'

type Props = { org: string; told: Compliance }

/** Who registered it. */
export function Registration({ told: { registration, version } }: Props) {
  return (
    <Section title="Who registered it?">
      <Properties
        items={[
          {
            label: 'Who',
            value: (
              <Actor
                actor={registration?.by ?? version.registeredBy}
                owner={registration?.onBehalfOf ?? null}
              />
            ),
          },
          { label: 'When', value: exactTime(registration?.at ?? version.createdAt) },
          { label: 'Door', value: registration?.via },
          { label: 'Recorded', value: <Receipt event={registration?.event ?? null} /> },
          { label: 'Note', value: version.note },
        ]}
      />
    </Section>
  )
}

/** Who decided, on what evidence, under which policy. */
export function Deciding({ org, told }: Props) {
  const { decisions, version, policy } = told
  return (
    <Section title="Who approved it, on what evidence?">
      <p className="text-ink-2">
        Policy now: <Policies org={org} model={version.model} policy={policy} />.
      </p>
      {decisions.length === 0 && <p className="text-prose">Nobody has decided on it yet.</p>}
      <ol className="flex flex-col gap-6">
        {decisions.map((decision) => (
          <li key={`${decision.at} ${decision.verdict}`}>
            <Decision
              org={org}
              model={version.model}
              number={version.version}
              decision={decision}
            />
          </li>
        ))}
      </ol>
    </Section>
  )
}

interface DecisionProps {
  org: string
  model: string
  number: number
  decision: ComplianceDecision
}

const words = { approve: 'Approved', reject: 'Rejected', withdraw: 'Taken back' } as const

function Decision({ org, model, number, decision }: DecisionProps) {
  const { verdict, by, at, note, digest, bound, teams, policy, gates, base, evidence } = decision
  return (
    <article className="flex flex-col gap-2 border-l-2 border-line-strong pl-4">
      <h3 className="text-prose">
        {decision.override ? 'Approved by override' : words[verdict]} by <Actor actor={by} strong />{' '}
        on {exactTime(at)}
      </h3>
      {note && <p className="max-w-[68ch] text-prose whitespace-pre-line wrap-anywhere">{note}</p>}
      {marksOf(decision).map((mark) => (
        <p key={mark} className="font-strong">
          {mark}
        </p>
      ))}
      <Properties
        columns={1}
        items={[
          { label: 'Files', value: <Mono text={digest} /> },
          { label: 'All that it binds', value: bound ? <Mono text={bound} /> : 'not kept' },
          ...(teams.length > 0 ? [{ label: 'For teams', value: teams.join(', ') }] : []),
          {
            label: 'Policy then',
            value:
              policy === null ? (
                'not kept: the decision is from before policies were recorded'
              ) : (
                <Policies org={org} model={model} policy={policy} />
              ),
          },
          { label: 'Recorded', value: <Receipt event={decision.event} /> },
        ]}
      />
      {gates && gates.length > 0 && (
        <GateRows gates={gates} candidate={number} approved={base ? Number(base.slice(1)) : null} />
      )}
      {evidence && evidence.length > 0 && (
        <ul className="list-disc pl-5">
          {evidence.map(({ item, ok, message }) => (
            <li key={item}>
              {item}: {ok ? 'there' : 'missing'}. {message}
            </li>
          ))}
        </ul>
      )}
      {verdict === 'approve' && gates === null && (
        <p className="text-ink-2">What gates saw then was not kept.</p>
      )}
    </article>
  )
}

function marksOf(decision: ComplianceDecision): string[] {
  const { override, stale, expired, ownWork, validUntil, verdict } = decision
  return [
    ...(override ? ['Override: an admin let what the policy asks for give way.'] : []),
    ...(stale ? ['Stale: what it was based on has changed since.'] : []),
    ...(expired && validUntil ? [`Expired: it lasted until ${exactTime(validUntil)}.`] : []),
    ...(ownWork && verdict === 'approve' ? ['By who registered or trained it.'] : []),
  ]
}

interface PoliciesProps {
  org: string
  model: string
  policy: readonly PolicyRef[]
}

function Policies({ org, model, policy }: PoliciesProps) {
  if (policy.length === 0) return 'the one that is shipped: one approver, not who registered it'
  return policy.map(({ scope, name, revision, digest }, n) => (
    <span key={`${scope} ${name}`}>
      {n > 0 && ', '}
      <TextLink href={paths.policy(org, placeOf(scope, name, model))}>
        {scope === 'project' ? `project ${name}` : scope}
        {revision !== null && ` revision ${revision}`}
      </TextLink>
      {digest && <span className="text-ink-2 wrap-anywhere"> ({digest})</span>}
    </span>
  ))
}

function placeOf(scope: string, name: string | null, model: string) {
  if (scope === 'model') return { model }
  return scope === 'project' && name ? { project: name } : {}
}
