import { eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { deployments, outbox } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { writeEvent } from '../audit/event'
import { command } from '../command'
import { systemContext } from '../context'
import { isDatabaseAway, type Tx, write } from '../door'
import { type AppError, conflict, isAppError } from '../errors'
import { newId } from '../ids'
import { log } from '../log'
import { latestOf } from '../policies/standing'
import { formatVersion, parseModelUri, type VersionName } from '../uri'
import { uuids } from '../visibility'
import { type Serving, unapprovedIn, variantsIn } from './current'
import { type DeploymentTarget, lockById } from './find'
import { lockModels } from './lock'
import { meaningOf, type Pinned, type Pins, pinVariants } from './pin'
import { aboutModel, makeRevision } from './record'

/** Lets every deployment go after what its variants were asked by; for the worker. Answers how many moved. */
export const followAll = (ctx = worker()) => follow(ctx, sql`true`)

/** The same for those that serve one of some models, when something of these has moved. */
export const followMoved = (modelIds: readonly string[], ctx = worker()) =>
  follow(ctx, sql`dv.model_id = any(${uuids(modelIds)})`)

const worker = () =>
  systemContext('worker', {
    ...{ via: 'worker', requestId: newId() },
    origin: { ip: null, userAgent: null, client: null },
  })

async function follow(ctx: Ctx, which: SQL): Promise<number> {
  let moved = 0
  for (const id of await behind(which))
    try {
      if (await followOne(ctx, id)) moved++
    } catch (error) {
      // What is wrong with one holds up none of the others; the next round tries it again.
      if (isDatabaseAway(error)) throw error
      log().error({ err: error, deployment: id }, 'a deployment could not follow')
    }
  return moved
}

/** Whether it moved; where it was refused, that is kept. */
async function followOne(ctx: Ctx, id: string): Promise<boolean> {
  const problem = await problemWith(followDeployment(ctx, { id }))
  if (!problem) return true
  if (problem.code === 'settled') await problemWith(forgetProblem(ctx, { id }))
  else if (problem.code !== 'unmoved')
    await problemWith(noteProblem(ctx, { id, problem: problem.message }))
  return false
}

/** How something was refused, or null; `unmoved` where another process was there first. */
async function problemWith(work: Promise<unknown>): Promise<AppError | null> {
  try {
    await work
    return null
  } catch (error) {
    if (isAppError(error)) return error
    throw error
  }
}

/**
 * The deployments that follow and serve something else than what they were asked by means now, or could not
 * follow the last time. A number is followed by nothing, and neither is content that is pinned.
 */
async function behind(which: SQL): Promise<string[]> {
  const { rows } = await database().read.execute<{ id: string }>(sql`
    select d.id from deployments d join deployment_variants dv on dv.revision_id = d.current_revision_id
    join models on models.id = dv.model_id
    cross join lateral (select substring(dv.asked from '^model://[^/]+/([^/]+)$') as name) asked
    where d.follows and d.archived_at is null and ${which}
    group by d.id
    having bool_or(d.follow_problem is not null) or bool_or(case
      when asked.name ~ '^v?[0-9]+$' or asked.name = 'newest' or asked.name like '%@%' then false
      when asked.name = 'latest' then ${latestOf} is distinct from dv.version_id
      else (select a.version_id from aliases a where a.model_id = dv.model_id and a.name = asked.name)
        is distinct from dv.version_id end)
    order by d.id`)
  return rows.map(({ id }) => id)
}

const ById = z.object({ id: z.uuid() })

/** Makes the revision that what a deployment follows means now. Throws `unmoved` where that is what serves. */
const followDeployment = command({
  action: 'deployment.follow',
  input: ById,
  load: (tx, { id }) => lockToFollow(tx, id),

  async run({ tx, subject, ctx }) {
    const before = await variantsIn(tx, ctx, subject)
    const { variants, moves, unapproved, warnings } = await moved(tx, ctx, subject, before)
    if (moves.length === 0) throw subject.deployment.followProblem ? settled() : unmoved()
    const stay = before.filter(({ versionId }) =>
      variants.some((one) => one.versionId === versionId),
    )
    return makeRevision(tx, ctx, subject, {
      ...{ kind: 'follow', before, variants, note: moves.join('; '), warnings },
      unapproved: [...new Set([...unapprovedIn(stay), ...unapproved])],
    })
  },
})

const unmoved = () => conflict('It serves what it follows.', { code: 'unmoved' })
const settled = () => conflict('It serves again what it follows.', { code: 'settled' })

/** Models first, as everywhere. */
async function lockToFollow(tx: Tx, id: string): Promise<DeploymentTarget> {
  const held = await modelsServing(tx, id)
  await lockModels(tx, held)
  const target = await lockById(tx, id)
  const { follows, archivedAt } = target.deployment
  if (!follows || archivedAt || target.project.life === 'deleted') throw unmoved()
  // Another revision may have come in between, of models that nobody holds: the next round follows that.
  const now = await modelsServing(tx, id)
  if (now.some((model) => !held.includes(model))) throw unmoved()
  return target
}

async function modelsServing(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct dv.model_id as id from deployments d
    join deployment_variants dv on dv.revision_id = d.current_revision_id where d.id = ${id}`)
  return rows.map((row) => row.id)
}

/** The split with each followed name at what it means now; weights and order stay. */
async function moved(tx: Tx, ctx: Ctx, subject: DeploymentTarget, before: readonly Serving[]) {
  const { is: meant, ...pins } = await pinMoved(tx, ctx, subject, before)
  const moves: string[] = []
  const names = new Set<string>()
  const variants = before.map((was): Pinned => {
    const is = meant.get(was)
    if (!is) return was
    moves.push(`${was.asked} moved from v${was.number} to v${is.number}`)
    return { ...is, name: nameAfter(was, is), weight: was.weight }
  })
  return {
    variants: variants.map((one) => ({ ...one, name: free(names, one.name) })),
    moves,
    ...pins,
  }
}

interface Meant extends Pick<Pins, 'unapproved' | 'warnings'> {
  /** What each that moved is by now. */
  is: Map<Serving, Pinned>
}

/** What followed names mean now. Only what moved has to be fit to serve: the rest serves already. */
async function pinMoved(
  tx: Tx,
  ctx: Ctx,
  subject: DeploymentTarget,
  before: readonly Serving[],
): Promise<Meant> {
  const followed = before.flatMap((was) => {
    const named = followedName(was)
    const { name, model, weight } = was
    return named ? [{ was, ask: { name, weight, model: `model://${model}/${named}` } }] : []
  })
  const ids = await meaningOf(
    tx,
    ctx,
    subject,
    followed.map(({ ask }) => ask),
  )
  const moving = followed.filter(({ was }, at) => ids[at] !== was.versionId)
  const { variants, ...pins } = await pinVariants(
    tx,
    ctx,
    subject,
    moving.map(({ ask }) => ask),
  )
  const is = new Map<Serving, Pinned>()
  for (const [at, { was }] of moving.entries()) {
    const now = variants[at]
    if (now) is.set(was, now)
  }
  return { is, ...pins }
}

/** `latest` or the alias that a variant was asked by; null for what is never followed. */
function followedName({ asked }: Serving): string | null {
  const parsed = parseModelUri(asked)
  const name: VersionName | null = parsed.ok && !parsed.uri.digest ? parsed.uri.version : null
  return name && (name.kind === 'latest' || name.kind === 'alias') ? formatVersion(name) : null
}

/** A name that was made from the version is made anew. */
function nameAfter(was: Serving, is: Pinned): string {
  // Where two were alike, one has a number behind it.
  const plain = was.name.replace(/-\d+$/, '')
  if (plain === `v${was.number}`) return `v${is.number}`
  if (plain === `${was.model}-v${was.number}`) return `${is.model}-v${is.number}`
  return was.name
}

/** The name, or where something has it already, one like it. */
function free(names: Set<string>, name: string): string {
  let found = name
  for (let n = 2; names.has(found); n++) found = `${name}-${n}`
  names.add(found)
  return found
}

/** Keeps why a deployment cannot follow, and tells the log and those whom it concerns: once for each reason. */
function noteProblem(ctx: Ctx, raw: { id: string; problem: string }): Promise<void> {
  const spec = {
    action: 'deployment.follow' as const,
    input: ById.extend({ problem: z.string() }),
    load: (tx: Tx, { id }: { id: string }) => lockToFollow(tx, id),
  }
  return write(spec, ctx, raw, async ({ tx, subject, input, ctx }) => {
    const { deployment } = subject
    const { problem } = input
    const event = { ...subject.event, ...aboutModel(await variantsIn(tx, ctx, subject)) }
    if (deployment.followProblem === problem) throw unmoved()
    await tx
      .update(deployments)
      .set({ followProblem: problem })
      .where(eq(deployments.id, deployment.id))
    await writeEvent(tx, ctx, {
      ...{ action: 'deployment.follow', subject: event, outcome: 'refused', reason: problem },
      ...{ before: null, after: null },
    })
    const { id, organizationId } = deployment
    await tx.insert(outbox).values({
      ...{ id: ctx.newId(), organizationId, what: 'deployment.stuck', orderKey: id, at: ctx.now() },
    })
  })
}

/** What it follows came back to what it serves: nothing is wrong any more. */
const forgetProblem = command({
  action: 'deployment.update',
  input: ById,
  load: (tx, { id }) => lockToFollow(tx, id),

  async run({ tx, subject: { deployment } }) {
    const { id, followProblem } = deployment
    if (!followProblem) throw unmoved()
    await tx.update(deployments).set({ followProblem: null }).where(eq(deployments.id, id))
    return { result: null, change: { before: { stuck: true }, after: { stuck: false } } }
  },
})
