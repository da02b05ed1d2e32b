import type { Uses } from '@/lib/lineage/view'
import { confirmPath, paths } from '@/lib/paths'
import type { ReviewedVersion } from '@/lib/versions/queries'
import type { FormAction } from './action-result'
import { Announced } from './announced'
import { DecisionRecord } from './decision-record'
import { Approvals } from './review/approvals'
import { OverrideForm } from './review/override-form'
import { RequestForm } from './review/request-form'
import { ReviewPanel } from './review-panel'
import { ButtonLink } from './ui/button'
import { cx } from './ui/cx'
import { Disclosure } from './ui/disclosure'
import { Section } from './ui/section'

interface ReviewAsideProps {
  org: string
  version: ReviewedVersion
  /** Where it serves now. */
  uses: Uses
  /** Reads `verdict`, `note` and the box `stop` from the form. */
  decide: FormAction
  /** Reads `person`, `team` and `note`. */
  request: FormAction
  /** Takes back the request of this id. */
  cancel: (id: string) => FormAction
  /** Reads `note`. */
  override: FormAction
  /** Shows the form although there is a decision already. */
  changing: boolean
  /** The id of who looks. */
  self: string | null
  now: Date
}

/** The decision on a version: the form while it waits, then the record of what was decided. */
export function ReviewAside(props: ReviewAsideProps) {
  const { org, version, uses, decide, request, cancel, override, changing, self, now } = props
  const { model, version: number, state, decisions, base, again, own: mine } = version
  const decided = state !== 'pending' && decisions.length > 0
  const asks = !decided || changing || again
  const page = paths.version(org, model, number)
  const own = decisions.filter(({ by }) => by.id === self).length
  return (
    <Section title="Decision">
      <Announced id="decision" news={`${decisions.length} ${changing}`}>
        <DecisionRecord
          {...{ org, state, now }}
          decision={decisions.find(({ stands }) => stands) ?? decisions[0]}
        />
      </Announced>
      <Approvals version={version} cancel={cancel} now={now} />
      {!asks && (
        <div className="pt-1">
          <ButtonLink href={`${page}?decide=again#decision`}>Change the decision</ButtonLink>
        </div>
      )}
      {/* Whoever was too late still reads why nothing came of what they sent. */}
      <div className={cx(decided && divided, !asks && 'hidden has-data-failure:block')}>
        <ReviewPanel
          // A fresh form after each decision of one's own: nothing of the last one is left in it.
          key={`${number}-${own}`}
          standing={{
            ...{ model, version: number, state, again, own: mine },
            otherApproved: base?.version ?? null,
          }}
          abilities={abilitiesOf(version)}
          approvals={version.approvals}
          {...{ org, uses }}
          why={paths.why(org, 'version.approve', version.uri)}
          confirmHref={version.confirms ? confirmPath(page) : null}
          decide={decide}
        />
      </div>
      <Beyond {...{ version, request, override }} />
    </Section>
  )
}

/** Less often wanted: to ask others, and the way past the policy. */
function Beyond({
  version,
  request,
  override,
}: Pick<ReviewAsideProps, 'version' | 'request' | 'override'>) {
  const { version: number, state, again, askable, life, modelLife, abilities } = version
  if (life !== 'live' || modelLife !== 'live') return null
  const overridable = abilities.override.ok && (state !== 'approved' || again)
  const teams = [...new Set(askable.flatMap(({ teams }) => teams))].sort()
  return (
    <div data-screen-only="" className="flex flex-col gap-2 pt-2">
      {askable.length > 0 && (
        <Disclosure summary="Ask for a review">
          <RequestForm {...{ request, teams }} people={askable} key={version.requests.length} />
        </Disclosure>
      )}
      {overridable && (
        <Disclosure summary="Override the policy">
          <OverrideForm version={number} override={override} />
        </Disclosure>
      )}
    </div>
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
