import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import { decisions, models, reviewRequests, versions } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import type { Outcome } from '../command'
import type { Tx } from '../door'
import { forbidden } from '../errors'
import { dayMs } from '../time'
import type { Json } from '../view'
import type { VersionTarget } from './find'
import { viewVersions } from './load'
import { bindingOf, type RanChecks, revisionsOf } from './ran'
import type { State, Verdict } from './state'
import type { Version } from './view'

export interface Deciding {
  verdict: Verdict
  note: string
  at: Date
  /** What the version is from now on. */
  state: State
  /** Whether that is decided with this; else it is one approval of several. */
  decides: boolean
  override?: boolean
  /** Of a withdrawal: that of one's own approval, while others stand. */
  own?: boolean
  /** The teams that an approval is given for. */
  teams?: { id: string; slug: string }[]
  checks?: RanChecks
  /** Until when the version is approved; null: for ever. */
  validUntil?: string | null
  approvals?: { needed: number; given: number }
}

/** Writes a decision with all that it rests on, and what becomes of the version and of who was asked. */
export async function recordDecision(
  tx: Tx,
  ctx: Ctx,
  subject: VersionTarget,
  deciding: Deciding,
): Promise<Outcome<Version & { eventId: string }>> {
  const personId = decider(ctx)
  const { version } = subject
  const { verdict, note, at, state, decides, teams = [] } = deciding
  const { sections, bound } = await bindingOf(tx, subject)
  const { manifestDigest, evidenceDigest } = version
  const eventId = ctx.newId()
  await tx.update(models).set({ updatedAt: at }).where(eq(models.id, subject.model.id))
  await tx.insert(decisions).values({
    id: ctx.newId(),
    organizationId: version.organizationId,
    versionId: version.id,
    verdict,
    personId,
    tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
    note,
    manifestDigest,
    evidenceDigest,
    boundDigest: bound,
    cardSections: sections,
    override: deciding.override ?? false,
    policy: asJson(revisionsOf(subject.of.policy)),
    checks: deciding.own ? { own: true } : deciding.checks ? asJson(deciding.checks) : null,
    validUntil: verdict === 'approve' ? lasting(subject, at) : null,
    teamIds: teams.map(({ id }) => id),
    eventId,
    at,
  })
  if (decides || state !== version.state)
    await tx
      .update(versions)
      .set({
        state,
        decidedAt: state === 'pending' ? null : at,
        validUntil: deciding.validUntil ? new Date(deciding.validUntil) : null,
        expiredAt: null,
      })
      .where(eq(versions.id, version.id))
  await closeRequests(tx, version.id, deciding, personId)
  const [result] = await viewVersions(tx, ctx, subject.of, [version.id])
  if (!result) throw new Error('The version just decided on was not found.')
  const after = { state, ...said(subject, deciding, bound) }
  return {
    result: { ...result, eventId },
    change: { before: { state: version.state }, after, note, eventId },
  }
}

/** Until when an approval given now lasts. */
export function lasting({ of }: VersionTarget, at: Date): Date | null {
  const days = of.policy.validDays.value
  return days === null ? null : new Date(at.getTime() + days * dayMs)
}

/** The person who decides. */
export function decider({ actor }: Ctx): string {
  const person = personBehind(actor)
  if (!person) throw forbidden('A decision is made by a person.')
  return person
}

/** What the event says of a decision besides the new state. */
function said(
  { of, version }: VersionTarget,
  { override, own, teams = [], checks, validUntil, approvals }: Deciding,
  bound: string,
): { [key: string]: Json } {
  return {
    digest: `sha256:${version.manifestDigest}`,
    evidence: `sha256:${version.evidenceDigest}`,
    bound: `sha256:${bound}`,
    policy: asJson(revisionsOf(of.policy)),
    ...(approvals && { approvals: asJson(approvals) }),
    ...(override && { override }),
    ...(own && { own }),
    ...(teams.length > 0 && { teams: teams.map(({ slug }) => slug) }),
    ...(validUntil && { validUntil }),
    ...(checks && { checks: asJson(checks) }),
  }
}

/** What was asked of people is done: of everyone once it is decided, else of who approved and their teams. */
async function closeRequests(
  tx: Tx,
  versionId: string,
  { at, decides, verdict, teams = [] }: Deciding,
  personId: string,
): Promise<void> {
  if (!decides && verdict !== 'approve') return
  const theirs = or(
    eq(reviewRequests.personId, personId),
    inArray(
      reviewRequests.teamId,
      teams.map(({ id }) => id),
    ),
  )
  await tx
    .update(reviewRequests)
    .set({ closedAt: at })
    .where(
      and(
        eq(reviewRequests.versionId, versionId),
        isNull(reviewRequests.closedAt),
        decides ? undefined : theirs,
      ),
    )
}

/** Plain data as JSON; interfaces lack the index signature that `Json` asks for. */
const asJson = (value: object) => value as unknown as { [key: string]: Json }
