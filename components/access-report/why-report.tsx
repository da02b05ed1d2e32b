import type { WhyNot } from '@/lib/access-report/why'
import { pathOfUri } from '@/lib/paths'
import { Notice } from '../ui/notice'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { Paths } from './verdict-cells'
import { deedOf, needWords } from './words'

interface WhyReportProps {
  org: string
  why: WhyNot
  /** Where everyone who may is listed; null for those who may not see that. */
  accessHref: string | null
}

/** The answer to whoever was refused: the reason, the rule, what they hold, and who can help. */
export function WhyReport({ org, why, accessHref }: WhyReportProps) {
  const { action, on, decision, needs, rules, held, may, give } = why
  const back = on && pathOfUri(org, on)
  return (
    <div className="flex max-w-[68ch] flex-col gap-8">
      {decision.ok ? (
        <Notice kind="done">
          By your roles and the policy you may {deedOf(action)} here. If the page does not let you,
          it says what else is in the way: something archived, deleted, or done already.
        </Notice>
      ) : (
        <Notice kind="warning">
          You cannot {deedOf(action)} here. {decision.reason}
        </Notice>
      )}
      <Section title="The rule">
        <p>{needWords(action, needs)}</p>
        {rules.length > 0 && (
          <ul className="list-disc pl-4">
            {rules.map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ul>
        )}
      </Section>
      <Section title="What you hold here">
        {held.length > 0 ? <Paths through={held} /> : <p className="text-ink-2">No role.</p>}
      </Section>
      <Section title="Who may">
        <Names people={may} none="Nobody at present." />
        {accessHref && <TextLink href={accessHref}>All who may, and through what</TextLink>}
      </Section>
      <Section title="Who can give the role">
        <Names people={give} none="Nobody at present. The operator of the hub can." />
      </Section>
      {back && (
        <p>
          <TextLink href={back}>Back to where you were</TextLink>
        </p>
      )}
    </div>
  )
}

function Names({
  people,
  none,
}: {
  people: readonly { id: string; name: string }[]
  none: string
}) {
  if (people.length === 0) return <p className="text-ink-2">{none}</p>
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {people.map(({ id, name }) => (
        <li key={id} className="wrap-anywhere">
          {name}
        </li>
      ))}
    </ul>
  )
}
