import { and, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { reviewRequests, teams } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict, forbidden, invalid, notFound } from '../errors'
import { requireLive } from '../life/state'
import { MemberName, presentMember } from '../members/present'
import { either } from '../versions/count'
import { isToReview } from '../versions/due'
import { findVersion, VersionRef, type VersionTarget } from '../versions/find'
import { givenAndTeams } from '../versions/given'
import { Note, Slug } from '../view'
import { type Decider, decidersOf } from './deciders'
import { openRequests } from './requests'

const most = 20

const Asked = z.object({
  people: z.array(MemberName).max(most, `Ask ${most} people at most.`).default([]),
  teams: z.array(Slug).max(most, `Ask ${most} teams at most.`).default([]),
  note: Note.default(''),
})

/** Asks people and teams to decide on a version; whoever could not is refused by name. */
export const requestReview = command({
  action: 'review.request',
  input: VersionRef.extend(Asked.shape),
  load: (tx, input, ctx) => findVersion(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { version, model, organization } = subject
    const requestedBy = personBehind(ctx.actor)
    if (!requestedBy) throw forbidden('A review is asked for by a person.')
    requireLive(model.slug, model)
    requireLive(`v${version.number}`, version)
    await requireWaiting(tx, ctx, subject)
    if (input.people.length + input.teams.length === 0)
      throw refuse('people', 'Name at least one person or team to ask.')
    const named = []
    // One after the other: each is held until the transaction ends.
    for (const person of input.people)
      named.push(await presentMember(tx, organization, person, 'people'))
    const people = await able(tx, subject, named)
    const groups = await ableTeams(tx, subject, input.teams)
    const asked = [
      ...people.map(({ id }) => ({ personId: id, teamId: null })),
      ...groups.map(({ id }) => ({ personId: null, teamId: id })),
    ]
    const made = await tx
      .insert(reviewRequests)
      .values(
        asked.map((one) => ({
          ...one,
          ...{ id: ctx.newId(), organizationId: version.organizationId, versionId: version.id },
          ...{ requestedBy, note: input.note, createdAt: ctx.now() },
          tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
        })),
      )
      .onConflictDoNothing()
      .returning({ personId: reviewRequests.personId, teamId: reviewRequests.teamId })
    if (made.length === 0) throw conflict('All of them are asked already.')
    const slugs = groups.filter(({ id }) => made.some(({ teamId }) => teamId === id))
    const after = {
      people: made.flatMap(({ personId }) => personId ?? []),
      teams: slugs.map(({ slug }) => slug),
    }
    return {
      result: { items: await openRequests(tx, version.id) },
      change: { before: null, after, note: input.note },
    }
  },
})

/** Takes a request back. */
export const cancelRequest = command({
  action: 'review.cancel',
  input: VersionRef.extend({ id: z.uuid('Give the id of the request.') }),
  load: (tx, input, ctx) => findVersion(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { version }, input, ctx }) {
    const [closed] = await tx
      .update(reviewRequests)
      .set({ closedAt: ctx.now() })
      .where(
        and(
          eq(reviewRequests.id, input.id),
          eq(reviewRequests.versionId, version.id),
          isNull(reviewRequests.closedAt),
        ),
      )
      .returning()
    if (!closed) throw notFound(`There is no such open request for v${version.number}.`)
    const { id, personId, teamId } = closed
    return { result: null, change: { before: { id, personId, teamId }, after: null } }
  },
})

/** Throws conflict for a version that nobody has to decide on. */
async function requireWaiting(tx: Tx, ctx: Ctx, subject: VersionTarget): Promise<void> {
  const { version } = subject
  if (version.state === 'pending') return
  if (isToReview(version, (await givenAndTeams(tx, subject)).given, ctx.now())) return
  throw conflict(
    `v${version.number} is ${version.state}; there is nothing to review. Withdraw that first, where it is wrong.`,
    { details: { state: version.state } },
  )
}

async function able(
  tx: Tx,
  subject: VersionTarget,
  named: { id: string; email: string }[],
): Promise<Decider[]> {
  if (named.length === 0) return []
  const people = await decidersOf(
    tx,
    subject,
    named.map(({ id }) => id),
  )
  const unable = people.filter(({ reason }) => reason !== null)
  if (unable.length > 0)
    throw refuse(
      'people',
      unable
        .map(({ name, reason }) => `${name} cannot decide on v${subject.version.number}. ${reason}`)
        .join(' '),
    )
  return people
}

async function ableTeams(tx: Tx, subject: VersionTarget, slugs: readonly string[]) {
  if (slugs.length === 0) return []
  const found = await tx
    .select({ id: teams.id, slug: teams.slug })
    .from(teams)
    .where(
      and(
        eq(teams.organizationId, subject.version.organizationId),
        inArray(teams.slug, [...slugs]),
        isNull(teams.removedAt),
      ),
    )
    .for('share')
  const unknown = slugs.filter((slug) => !found.some((team) => team.slug === slug))
  if (unknown.length > 0) throw refuse('teams', `There is no team ${either(unknown)}.`)
  const deciders = (await decidersOf(tx, subject)).filter(({ reason }) => reason === null)
  const idle = found.filter(({ slug }) => !deciders.some(({ teams }) => teams.includes(slug)))
  if (idle.length > 0)
    throw refuse(
      'teams',
      `Nobody in ${either(idle.map(({ slug }) => slug))} can decide on v${subject.version.number}.`,
    )
  return found
}

const refuse = (field: string, message: string) =>
  invalid(`${field}: ${message}`, { fields: { [field]: message } })
