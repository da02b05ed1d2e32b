import { createHash } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { deploymentRevisions, observationBatches } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { canonical } from '../audit/event'
import type { Tx } from '../door'
import { type AppError, conflict, invalid } from '../errors'
import { ingest } from '../ingest'
import { hourOf } from '../time'
import { Key, PlainText } from '../view'
import { type Serving, variantsInEach } from './current'
import { DeploymentRef, type DeploymentTarget, findDeployment } from './find'
import { keepObservations, type Observed, seenTogether } from './observations'

const mostObservations = 1000
const mostCount = 1_000_000
const largest = 1e100
/** Clocks differ by that much without anybody being wrong. */
const clockMs = 5 * 60_000

const Observation = z.object({
  variant: z.string().min(1).describe('As evaluation answered it'),
  metric: Key,
  value: z
    .union([z.number().min(-largest).max(largest), z.boolean()], {
      error: 'A value is a number up to 1e100, true or false.',
    })
    // PostgreSQL takes no square that is too small to be told from zero.
    .transform((value) => (Math.abs(Number(value)) < 1 / largest ? 0 : Number(value)))
    .describe('true counts as 1, false as 0'),
  count: z
    .int()
    .min(1)
    .max(mostCount, `At most ${mostCount} at once.`)
    .default(1)
    .describe('How often exactly this value was seen'),
  at: z.iso.datetime({ offset: true }).optional().describe('When it was seen; now by default'),
  revision: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional()
    .describe('Of which revision it is, as evaluation answered it; the one in force by default'),
})
type Observation = z.output<typeof Observation>

export const Observations = z.object({
  batch: z.string().nullable(),
  taken: z.int().describe('How many observations there were'),
})

/**
 * Takes what callers saw come of variants: all of it or nothing. A batch with a name counts once, however
 * often it is sent within 7 days. Throws invalid for a variant that its revision has not, with its place.
 */
export const observeDeployment = ingest({
  action: 'deployment.observe',
  input: DeploymentRef.extend({
    batch: PlainText(100)
      .min(1, 'Name the batch, or leave it out.')
      .optional()
      .describe('A name of its own: the same batch sent again counts once'),
    observations: z
      .array(Observation)
      .min(1, 'Send at least one.')
      .max(mostObservations, `At most ${mostObservations} at once.`),
  }),
  load: (tx, input, ctx) => findDeployment(tx, ctx, input),

  async run({ tx, subject, input, ctx }): Promise<z.infer<typeof Observations>> {
    const { batch = null, observations } = input
    const answer = { batch, taken: observations.length }
    if (batch !== null && !(await isNew(tx, ctx, subject, batch, observations))) return answer
    const revisions = await revisionsNamed(tx, ctx, subject, observations)
    const now = ctx.now()
    const seen = observations.map((one, place) => observed(revisions, subject, one, { place, now }))
    await keepObservations(tx, subject.deployment.id, seenTogether(seen))
    return answer
  },
})

/** Takes the name of a batch; false where it was taken with the same content. Whoever sends it at once waits. */
async function isNew(
  tx: Tx,
  ctx: Ctx,
  { deployment }: DeploymentTarget,
  batch: string,
  observations: readonly Observation[],
): Promise<boolean> {
  const digest = createHash('sha256').update(canonical(observations)).digest('hex')
  const of = { deploymentId: deployment.id, batch }
  const taken = await tx
    .insert(observationBatches)
    .values({ ...of, digest, at: ctx.now() })
    .onConflictDoNothing()
    .returning({ batch: observationBatches.batch })
  if (taken.length > 0) return true
  const [earlier] = await tx
    .select({ digest: observationBatches.digest })
    .from(observationBatches)
    .where(
      and(eq(observationBatches.deploymentId, deployment.id), eq(observationBatches.batch, batch)),
    )
  if (earlier && earlier.digest !== digest)
    throw conflict(
      `The batch ${batch} was sent before with other observations. Give this one a name of its own.`,
    )
  return false
}

interface Named {
  id: string
  number: number
  createdAt: Date
  variants: Serving[]
}

/** The revisions that observations are of, by number. */
async function revisionsNamed(
  tx: Tx,
  ctx: Ctx,
  subject: DeploymentTarget,
  observations: readonly Observation[],
): Promise<Map<number, Named>> {
  const { deployment } = subject
  const numbers = new Set(observations.map(({ revision }) => revision ?? deployment.revision))
  const { id, number, createdAt } = deploymentRevisions
  const rows = await tx
    .select({ id, number, createdAt })
    .from(deploymentRevisions)
    .where(and(eq(deploymentRevisions.deploymentId, deployment.id), inArray(number, [...numbers])))
  const ids = rows.map((row) => row.id)
  const each = await variantsInEach(tx, ctx, deployment, ids)
  return new Map(rows.map((row) => [row.number, { ...row, variants: each.get(row.id) ?? [] }]))
}

function observed(
  revisions: ReadonlyMap<number, Named>,
  { deployment }: DeploymentTarget,
  { variant, metric, value, count, ...one }: Observation,
  { place, now }: { place: number; now: Date },
): Observed {
  const number = one.revision ?? deployment.revision
  const revision = revisions.get(number)
  if (!revision) {
    const there =
      deployment.revision === 0 ? 'It has none yet.' : `Its newest is ${deployment.revision}.`
    throw wrong(place, 'revision', `${deployment.slug} has no revision ${number}. ${there}`)
  }
  const names = revision.variants.filter(({ visible }) => visible).map(({ name }) => name)
  if (!names.includes(variant)) {
    const has = names.length > 0 ? `It has ${names.join(', ')}.` : 'It has none.'
    throw wrong(
      place,
      'variant',
      `Revision ${number} of ${deployment.slug} has no variant ${variant}. ${has}`,
    )
  }
  const at = one.at ? new Date(one.at) : now
  if (at.getTime() > now.getTime() + clockMs)
    throw wrong(place, 'at', 'This is yet to come. Look at the clock of the sender.')
  if (at.getTime() < revision.createdAt.getTime() - clockMs)
    throw wrong(place, 'at', `Revision ${number} did not serve yet then.`)
  return { revisionId: revision.id, variant, metric, hour: hourOf(at), value, count }
}

function wrong(place: number, field: string, message: string): AppError {
  const path = `observations.${place}.${field}`
  return invalid(`${path}: ${message}`, { fields: { [path]: message } })
}
