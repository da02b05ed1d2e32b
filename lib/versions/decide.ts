import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Action } from '../access'
import { command } from '../command'
import { lockServing, stopServing } from '../deployments/stop-with'
import { conflict, forbidden, invalid } from '../errors'
import { Note } from '../view'
import { bringBack } from './bring-back'
import { type CountedDecision, lastsUntil, ruleOf, standing, tally } from './count'
import { isToReview } from './due'
import { madeBy } from './find'
import { givenAndTeams } from './given'
import { lockToDecide, requireDecidable } from './lock'
import { alreadyApproved, notCounted } from './may-approve'
import { PinnedVersionRef } from './pinned'
import { requirePassed, runChecks } from './ran'
import { decider, lasting, recordDecision } from './record'
import { assertMove, moves, needsNote, type Verdict } from './state'

export const DecisionInput = PinnedVersionRef.extend({ note: Note.optional() })

/** Of what takes an approval back. */
export const TakeBackInput = DecisionInput.extend({
  stop: z
    .boolean()
    .default(false)
    .describe('Stop it in every deployment that serves it, in the same transaction, or do nothing'),
})

/**
 * Gives an approval. Once the policy has as many as it wants, the version is fit for production and
 * `model://<name>/latest` follows it. Gates and required evidence are looked at here, with the model locked:
 * what fails gives no approval at all, and goes into the log.
 */
export const approveVersion = approval({ restores: false })

/** Approves a version that may be archived: the two happen together, or neither does. */
export const approveRestored = approval({ restores: true })

function approval({ restores }: Restoring) {
  return command({
    action: 'version.approve',
    input: DecisionInput,
    load: lockToDecide,

    async run({ tx, subject: found, input, ctx }) {
      const { target: subject, also } = restores
        ? await bringBack(tx, ctx, found)
        : { target: found, also: [] }
      const { version, of } = subject
      const person = decider(ctx)
      const at = ctx.now()
      const note = input.note ?? ''
      requireDecidable(subject, input.digest)
      const { given, teams } = await givenAndTeams(tx, subject)
      if (!isToReview(version, given, at)) assertMove('approve', version)
      requireNote('approve', version.state, note)
      const rule = ruleOf(of.policy)
      const slugs = teams.map(({ slug }) => slug)
      const refusal = notCounted(subject, slugs)
      if (refusal) throw forbidden(refusal)
      const before = alreadyApproved(ctx, subject, given)
      if (before) throw conflict(before, { details: { state: version.state, approved: true } })
      const checks = await runChecks(tx, subject, at, { line: 'deciding' })
      requirePassed(subject, checks)
      const mine: CountedDecision = {
        ...{ verdict: 'approve', person, override: false, own: false, stale: false },
        ...{ teams: slugs, roles: null, validUntil: lasting(subject, at)?.toISOString() ?? null },
        ...{ ofMaker: madeBy(version).includes(person), byToken: ctx.actor.kind === 'token' },
      }
      const all = [...given, mine]
      const { met, needed, given: many } = tally(rule, all, at)
      const outcome = await recordDecision(tx, ctx, subject, {
        ...{ verdict: 'approve', note, at, teams, checks, decides: met },
        // One that is in use stays so while it is reviewed again.
        state: met || version.state === 'approved' ? 'approved' : 'pending',
        validUntil: met ? lastsUntil(rule, all, at) : null,
        approvals: { needed, given: many },
      })
      return { ...outcome, also }
    },
  })
}

interface Restoring {
  /** Whether a version that is archived comes back with it. */
  restores: boolean
}

/** Marks a version unfit, with the reason; also takes every approval back that way. */
export const rejectVersion = decision('reject')

/**
 * Takes a decision back: the version waits for one again. While it waits for further approvals, it takes the
 * caller's own back, and no other.
 */
export const withdrawVersion = decision('withdraw')

/** Takes back the decision on a version that may be archived: the two happen together, or neither does. */
export const withdrawRestored = decision('withdraw', { restores: true })

function decision<V extends Exclude<Verdict, 'approve'>>(
  verdict: V,
  { restores }: Restoring = { restores: false },
) {
  return command({
    action: `version.${verdict}` as const satisfies Action,
    input: TakeBackInput,

    async load(tx, input, ctx) {
      const target = await lockToDecide(tx, input, ctx)
      const { id } = target.version
      const serving = input.stop
        ? await lockServing(tx, target.organization, sql`sv.version_id = ${id}`)
        : []
      return { ...target, serving }
    },

    async run({ tx, subject: found, input, ctx }) {
      const { serving } = found
      const { target: subject, also: restored } = restores
        ? await bringBack(tx, ctx, found)
        : { target: found, also: [] }
      const { version } = subject
      const person = decider(ctx)
      const note = input.note ?? ''
      requireDecidable(subject, input.digest)
      const own =
        verdict === 'withdraw' &&
        version.state === 'pending' &&
        standing((await givenAndTeams(tx, subject)).given).some(
          (approval) => approval.person === person,
        )
      if (!own) assertMove(verdict, version)
      requireNote(verdict, version.state, note)
      const state = moves[verdict].to
      const why = `${subject.event.uri} was ${past[verdict]}${note && `: ${note}`}`
      const { stopped, also } = await stopServing(tx, ctx, serving, why)
      const { result, change } = await recordDecision(tx, ctx, subject, {
        ...{ verdict, note, state, own, at: ctx.now(), decides: !own },
      })
      return { result: { ...result, stopped }, change, also: [...restored, ...also] }
    },
  })
}

const past = { reject: 'rejected', withdraw: 'withdrawn' } as const

function requireNote(verdict: Verdict, state: 'pending' | 'approved' | 'rejected', note: string) {
  if (note || !needsNote(verdict, state)) return
  throw invalid('note: Say why, so the next person knows.', {
    fields: { note: 'Say why, so the next person knows.' },
  })
}
