import type { Alert } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Also } from '../command'
import { insertDataset } from '../datasets/create'
import { findDataset } from '../datasets/find'
import { insertDatasetVersion } from '../datasets/register'
import { decide, type Tx } from '../door'
import { type ErrorKind, invalid, isAppError } from '../errors'
import { fileListProblem } from '../files/file-list'
import type { ManifestFile } from '../files/manifest'
import { requireLive } from '../life/state'
import { insertModel, type ModelDraft } from '../models/create'
import { findModel } from '../models/find'
import type { Evidence } from '../versions/evidence'
import { insertVersion } from '../versions/insert'
import { ModelSlug } from '../view'
import type { RunTarget } from './find'
import type { DatasetVersionPlan, VersionPlan } from './sidecars'

export interface Registering {
  tx: Tx
  ctx: Ctx
  target: RunTarget
  /** The outputs of the run, by path. */
  outputs: Map<string, ManifestFile>
  metrics: Evidence['metrics']
  params: Evidence['params']
}

export type Registered = { also: Also[]; alert: null } | { also: null; alert: Alert }

/** Makes the version that a run asked for, and its model where there is none; an alert where it may not. */
export function registerPlanned(step: Registering, plan: VersionPlan): Promise<Registered> {
  return orAlert(step.tx, `model://${plan.model}/`, 'model_not_writable', async (tx) => {
    const { ctx, target, outputs, metrics, params } = step
    const files = filesOf(plan.files, outputs)
    const found = await findOrMakeModel(tx, ctx, target, plan.model)
    const { model } = found.target
    requireLive(model.slug, model)
    decide(ctx, 'version.register', found.target.access)
    const { tags, note } = plan
    const runId = target.run.id
    const draft = { files, metrics, params, tags, note, runId }
    const { change } = await insertVersion(tx, ctx, found.target, draft)
    return [...found.also, change]
  })
}

/** Makes the dataset version that a run asked for, and its dataset where there is none; else an alert. */
export function registerPlannedData(
  step: Registering,
  plan: DatasetVersionPlan,
): Promise<Registered> {
  return orAlert(step.tx, `dataset://${plan.dataset}/`, 'dataset_not_writable', async (tx) => {
    const { ctx, target, outputs } = step
    const files = filesOf(plan.files, outputs)
    const found = await findOrMakeDataset(tx, ctx, target, plan.dataset)
    decide(ctx, 'dataset_version.register', found.target.access)
    const runId = target.run.id
    const draft = { name: plan.version, files, tags: [], properties: {}, runId }
    const { change } = await insertDatasetVersion(tx, ctx, found.target, draft)
    return [...found.also, change]
  })
}

async function findOrMakeModel(tx: Tx, ctx: Ctx, { organization, run }: RunTarget, slug: string) {
  const ref = { org: organization.slug, model: slug }
  const find = () => unless('not_found', findModel(tx, ctx, ref, { lock: true }))
  const found = await find()
  if (found) return { target: found, also: [] }
  const parsed = ModelSlug.safeParse(slug)
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.message ?? 'This name is reserved.')
  const { organizationId, projectId } = run
  decide(ctx, 'model.create', { organizationId, projectIds: [projectId] })
  const draft: ModelDraft = {
    slug,
    name: slug,
    description: '',
    tags: [],
    accessMode: 'organization',
    projectIds: [projectId],
  }
  const made = await orElse(insertModel(tx, ctx, organization, draft), find)
  if (!('change' in made)) return { target: made, also: [] }
  const { target, change } = made
  const creation: Also = { ...change, action: 'model.create', subject: target.event }
  return { target, also: [creation] }
}

async function findOrMakeDataset(tx: Tx, ctx: Ctx, { organization, run }: RunTarget, slug: string) {
  const ref = { org: organization.slug, dataset: slug }
  const find = () => unless('not_found', findDataset(tx, ctx, ref, { lock: true }))
  const found = await find()
  if (found) return { target: found, also: [] }
  const { organizationId, projectId } = run
  decide(ctx, 'dataset.create', { organizationId, projectIds: [projectId] })
  const draft = { slug, description: '', tags: [], projectIds: [projectId] }
  const made = await orElse(insertDataset(tx, ctx, organization, draft), find)
  if (!('change' in made)) return { target: made, also: [] }
  return { target: made.target, also: [made.change] }
}

/** Runs a step that may be refused without undoing what stands around it. */
async function orAlert(
  tx: Tx,
  uri: string,
  code: string,
  act: (tx: Tx) => Promise<Also[]>,
): Promise<Registered> {
  try {
    return { also: await tx.transaction(act), alert: null }
  } catch (error) {
    if (!isAppError(error)) throw error
    const exists = error.code === 'dataset_version_exists'
    return {
      also: null,
      alert: { code: exists ? error.code : code, message: `${uri}: ${error.message}` },
    }
  }
}

/** What was made, or what another run made under the same name a moment before. */
async function orElse<M, F>(made: Promise<M>, find: () => Promise<F | null>): Promise<M | F> {
  try {
    return await made
  } catch (error) {
    const found = isAppError(error) && error.kind === 'conflict' ? await find() : null
    if (!found) throw error
    return found
  }
}

/** Null in place of an expected error of one kind. */
async function unless<T>(kind: ErrorKind, found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (isAppError(error) && error.kind === kind) return null
    throw error
  }
}

function filesOf(names: string[], outputs: Map<string, ManifestFile>): ManifestFile[] {
  const problem = fileListProblem(names)
  if (problem) throw invalid(problem)
  return names.flatMap((name) => outputs.get(name) ?? [])
}
