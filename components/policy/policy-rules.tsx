import type { ReactNode } from 'react'
import type { Origin } from '@/lib/policies/effective'
import type { Policy } from '@/lib/policies/view'
import {
  ruleTitles,
  tellAlias,
  tellApprovals,
  tellApprovedOnly,
  tellDays,
  tellEvidence,
  tellFourEyes,
  tellSignIn,
  tellTokens,
  tellUnapproved,
} from '@/lib/policies/words'
import { OriginLink, type OriginPlace } from './origin'

interface PolicyRulesProps {
  policy: Policy
  place: OriginPlace
}

/** What holds, rule by rule, with where each comes from. */
export function PolicyRules({ policy, place }: PolicyRulesProps) {
  const { from } = policy
  const one = (text: string, origin: Origin): Said[] => [{ text: capital(text), origin }]
  const each = <T,>(
    items: readonly T[],
    origins: Readonly<Record<string, Origin>>,
    name: (item: T) => string,
    text: (item: T) => ReactNode,
  ): Said[] => items.map((item) => ({ text: text(item), origin: origins[name(item)] ?? null }))
  const itself = (item: string) => item
  const rules: [keyof typeof ruleTitles, Said[], string][] = [
    ['approvals', one(tellApprovals(policy.approvals), from.approvals), ''],
    ['fourEyes', one(tellFourEyes(policy.fourEyes), from.fourEyes), ''],
    [
      'evidence',
      each(policy.evidence, from.evidence, itself, (item) => capital(tellEvidence(item))),
      'Nothing is required.',
    ],
    [
      'gates',
      each(
        policy.gates,
        from.gates,
        ({ name }) => name,
        ({ name, cel }) => (
          <>
            {name} <code className="block font-mono wrap-anywhere text-ink-2">{cel}</code>
          </>
        ),
      ),
      'No gate.',
    ],
    [
      'protectedAliases',
      each(policy.protectedAliases, from.protectedAliases, ({ name }) => name, tellAlias),
      'No alias is protected.',
    ],
    ['validDays', one(tellDays(policy.validDays), from.validDays), ''],
    ['approvedOnly', one(tellApprovedOnly(policy.approvedOnly), from.approvedOnly), ''],
    ['tokenDecisions', one(tellTokens(policy.tokenDecisions), from.tokenDecisions), ''],
    ['signInMinutes', one(tellSignIn(policy.signInMinutes), from.signInMinutes), ''],
    [
      'exclude',
      each(policy.exclude, from.exclude, itself, (what) => capital(`${what} versions`)),
      'Latest is the highest approved version, whatever became of it.',
    ],
    ['deployUnapproved', one(tellUnapproved(policy.deployUnapproved), from.deployUnapproved), ''],
  ]
  return (
    <dl className="border-t border-line">
      {rules.map(([rule, said, nothing]) => (
        <div
          key={rule}
          className="grid gap-x-6 gap-y-1 border-b border-line py-2.5 md:grid-cols-[12rem_minmax(0,1fr)]"
        >
          <dt className="font-strong">{ruleTitles[rule]}</dt>
          <dd className="flex min-w-0 flex-col gap-1.5">
            {said.length === 0 && <p className="text-ink-2">{nothing}</p>}
            {said.map(({ text, origin }, at) => (
              <div
                // biome-ignore lint/suspicious/noArrayIndexKey: a list that is drawn once
                key={at}
                className="grid min-w-0 gap-x-6 md:grid-cols-[minmax(0,1fr)_15rem]"
              >
                <div className="min-w-0 wrap-anywhere">{text}</div>
                {origin && (
                  <div className="min-w-0">
                    <OriginLink origin={origin} place={place} />
                  </div>
                )}
              </div>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** A line of its own begins with a capital. */
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

interface Said {
  text: ReactNode
  origin: Origin | null
}
