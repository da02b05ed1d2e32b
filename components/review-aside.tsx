import { paths } from '@/lib/paths'
import type { ReviewedVersion } from '@/lib/versions/queries'
import type { FormAction } from './action-result'
import { Announced } from './announced'
import { DecisionRecord } from './decision-record'
import { ReviewPanel } from './review-panel'
import { ButtonLink } from './ui/button'
import { cx } from './ui/cx'
import { Section } from './ui/section'

interface ReviewAsideProps {
  org: string
  version: ReviewedVersion
  /** Reads `verdict` and `note` from the form. */
  decide: FormAction
  /** Shows the form although there is a decision already. */
  changing: boolean
  /** The id of who looks. */
  self: string | null
  now: Date
}

/** The decision on a version: the form while it waits, then the record of what was decided. */
export function ReviewAside(props: ReviewAsideProps) {
  const { org, version, decide, changing, self, now } = props
  const { model, version: number, state, decisions, base } = version
  const decided = state !== 'pending' && decisions.length > 0
  const asks = !decided || changing
  const own = decisions.filter(({ by }) => by.id === self).length
  return (
    <Section title="Decision">
      <Announced id="decision" news={`${decisions.length} ${changing}`}>
        <DecisionRecord state={state} decision={decisions[0]} now={now} />
      </Announced>
      {!asks && (
        <div className="pt-1">
          <ButtonLink href={`${paths.version(org, model, number)}?decide=again#decision`}>
            Change the decision
          </ButtonLink>
        </div>
      )}
      {/* Whoever was too late still reads why nothing came of what they sent. */}
      <div className={cx(decided && divided, !asks && 'hidden has-data-failure:block')}>
        <ReviewPanel
          // A fresh form after each decision of one's own: nothing of the last one is left in it.
          key={`${number}-${own}`}
          standing={{ model, version: number, state, otherApproved: base?.version ?? null }}
          abilities={abilitiesOf(version)}
          approvals={version.approvals}
          why={paths.why(org, 'version.approve', version.uri)}
          decide={decide}
        />
      </div>
    </Section>
  )
}

const divided = 'mt-2 border-t border-line pt-4'

/** Only what is live is decided on, whatever one's role. */
function abilitiesOf(version: ReviewedVersion): ReviewedVersion['abilities'] {
  const { model, modelLife, version: number, life, abilities } = version
  if (life === 'live' && modelLife === 'live') return abilities
  const reason =
    life === 'live'
      ? `${model} is ${modelLife}, so nothing of it is decided on.`
      : `v${number} is ${life}, so it is not decided on.`
  const refused = { ok: false as const, reason }
  return { ...abilities, approve: refused, reject: refused, withdraw: refused }
}
