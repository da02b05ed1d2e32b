import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { runInputs, runModels } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { type Also, command } from '../command'
import type { Operation, Tx } from '../door'
import { invalid, isAppError } from '../errors'
import { linkInputs } from '../lineage/link'
import { loggedModelsIn } from '../logged-models/find'
import { linkTaken } from '../logged-models/lineage'
import { query } from '../query'
import type { RunTarget } from '../runs/find'
import { warnOfRecalls } from '../runs/recalled'
import { storable } from '../storable'
import { DescribedDataset, describedVersion } from './described'
import { findTrackedRun, requireActive, TrackedRunRef } from './find'
import { loggedModelRef } from './ids'
import { knownInputs } from './known-inputs'

/** The tag in which MLflow clients say what a dataset was used for. */
export const contextTag = 'mlflow.data.context'

const mostInputs = 1000
/** Bytes of sources, schemas and profiles: one profile of the largest, and many of the usual. */
const mostDescribed = 20_000_000

const InputTag = z.object({
  key: z.string().min(1).max(255, 'At most 255 characters.'),
  value: z.string().max(500, 'At most 500 characters.'),
})

const LoggedInputs = TrackedRunRef.extend({
  datasets: z
    .array(
      z.object({
        dataset: DescribedDataset,
        tags: z.array(InputTag).max(100).refine(storable, 'It is no Unicode text.').default([]),
      }),
    )
    .max(mostInputs, `At most ${mostInputs} datasets.`)
    .default([]),
  models: z.array(z.string().max(100)).max(mostInputs, `At most ${mostInputs} models.`).default([]),
})
type LoggedInputs = z.output<typeof LoggedInputs>

/**
 * Notes what a tracked run took, as its client describes it: datasets become dataset versions, once for each
 * name and digest, and logged models lead to the run, too. What the run is known to have taken stays as it was
 * said first; where nothing is new, nothing is recorded.
 */
export const logInputs: Operation<typeof LoggedInputs, null> = Object.assign(
  async (ctx: Ctx, input: z.input<typeof LoggedInputs>) =>
    (await saysNothingNew(ctx, input)) ? null : record(ctx, input),
  { action: 'run.input' as const, input: LoggedInputs },
)

async function saysNothingNew(ctx: Ctx, input: z.input<typeof LoggedInputs>): Promise<boolean> {
  try {
    return await isKnown(ctx, input)
  } catch (error) {
    // What is refused is recorded where it is tried in earnest.
    if (isAppError(error)) return false
    throw error
  }
}

const isKnown = query({
  action: 'run.input',
  input: LoggedInputs,
  load: (db, input, ctx) => findTrackedRun(db, ctx, input),

  async run({ db, subject, input }): Promise<boolean> {
    requireActive(subject)
    const known = await knownInputs(db, subject.run.id)
    return (
      input.datasets.every(({ dataset }) => known.has(dataset)) &&
      input.models.every((ref) => known.models.has(ref))
    )
  },
})

const record = command({
  action: 'run.input',
  input: LoggedInputs,
  load: (tx, input, ctx) => findTrackedRun(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    requireActive(subject)
    const { also, named } = await takeDatasets(tx, ctx, subject, input.datasets)
    const models = await takeModels(tx, ctx, subject, input.models)
    const inputs = named.map(({ name, uri, resolved }) => ({ name, uri, resolved }))
    const after = { ...(inputs.length > 0 && { inputs }), ...(models.length > 0 && { models }) }
    return { result: null, change: { before: null, after }, also }
  },
})

async function takeDatasets(
  tx: Tx,
  ctx: Ctx,
  target: RunTarget,
  datasets: LoggedInputs['datasets'],
) {
  const known = await knownInputs(tx, target.run.id)
  const fresh = once(datasets.filter(({ dataset }) => !known.has(dataset)))
  const also: Also[] = []
  // In one order for everybody, so that no two clients wait for each other.
  const versions = new Map<string, Awaited<ReturnType<typeof describedVersion>>>()
  for (const { dataset } of [...fresh].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    const version = await describedVersion(tx, ctx, target, dataset)
    versions.set(keyOf({ dataset }), version)
    also.push(...version.also)
  }
  const taken = await tx
    .select({ name: runInputs.name, position: runInputs.position, id: runInputs.datasetVersionId })
    .from(runInputs)
    .where(eq(runInputs.runId, target.run.id))
  const names = new Set(taken.map(({ name }) => name))
  const ids = new Set(taken.map(({ id }) => id))
  let position = Math.max(-1, ...taken.map((one) => one.position))
  const named = fresh.flatMap((one) => {
    const version = versions.get(keyOf(one))
    // A version of ours that the run was given as an input already, or that two descriptions stand for.
    if (!version || ids.has(version.versionId)) return []
    ids.add(version.versionId)
    const tags = Object.fromEntries(one.tags.map(({ key, value }) => [key, value]))
    const name = freeName(names, tags[contextTag] || one.dataset.name)
    const { versionId: datasetVersionId, uri, resolved, digest } = version
    return { datasetVersionId, uri, resolved, digest, name, tags, position: ++position }
  })
  if (taken.length + named.length > mostInputs)
    throw invalid(`datasets: A run has at most ${mostInputs} inputs, and these would make more.`)
  if (named.length > 0) {
    await tx.insert(runInputs).values(
      named.map((row) => ({
        ...row,
        id: ctx.newId(),
        runId: target.run.id,
        kind: 'dataset_version' as const,
        recordedAt: ctx.now(),
      })),
    )
    await requireShort(tx, target)
    const pins = named.map((row) => ({ ...row, kind: 'dataset_version' }))
    await warnOfRecalls(tx, ctx, target.run, await linkInputs(tx, ctx, target.run, pins))
  }
  return { also, named }
}

/** What tells of a run tells all that was said of its datasets. */
async function requireShort(tx: Tx, { run }: RunTarget): Promise<void> {
  const { rows } = await tx.execute<{ bytes: number }>(sql`
    select coalesce(sum(octet_length(d.source) + coalesce(octet_length(d.schema), 0)
      + coalesce(octet_length(d.profile), 0)), 0)::float8 as bytes
    from run_inputs i join logged_datasets d on d.dataset_version_id = i.dataset_version_id
    where i.run_id = ${run.id}`)
  if ((rows[0]?.bytes ?? 0) > mostDescribed)
    throw invalid(
      `datasets: What is said of the datasets of a run takes at most ${mostDescribed} bytes together, and these would make more. Leave profiles out.`,
    )
}

/** Answers the ids of those that are new. */
async function takeModels(tx: Tx, ctx: Ctx, target: RunTarget, refs: string[]): Promise<string[]> {
  const models = await loggedModelsIn(tx, target.project.id, [...new Set(refs)])
  if (models.length === 0) return []
  const rows = await tx
    .insert(runModels)
    .values(models.map(({ id }) => ({ runId: target.run.id, modelId: id, role: 'input' as const })))
    .onConflictDoNothing()
    .returning({ id: runModels.modelId })
  await linkTaken(
    tx,
    ctx,
    target.run,
    rows.map(({ id }) => id),
  )
  return rows.map(({ id }) => loggedModelRef(id))
}

const keyOf = ({ dataset: { name, digest } }: Pick<LoggedInputs['datasets'][number], 'dataset'>) =>
  JSON.stringify([name, digest])

/** Each dataset as it is said first. */
function once(datasets: LoggedInputs['datasets']): LoggedInputs['datasets'] {
  const first = new Map<string, LoggedInputs['datasets'][number]>()
  for (const one of datasets) if (!first.has(keyOf(one))) first.set(keyOf(one), one)
  return [...first.values()]
}

const longestName = 250

/** A name for an input that no other one has, and takes it: `train`, `train-2`. */
function freeName(taken: Set<string>, wanted: string): string {
  const plain =
    wanted
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, longestName - 10)
      .toWellFormed() || 'data'
  let name = plain
  for (let at = 2; taken.has(name); at++) name = `${plain}-${at}`
  taken.add(name)
  return name
}
