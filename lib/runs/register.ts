import type { Alert } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Also } from '../command'
import { insertDataset } from '../datasets/create'
import { fileListProblem } from '../datasets/file-list'
import { type DatasetTarget, findDataset } from '../datasets/find'
import { insertDatasetVersion } from '../datasets/register'
import { decide, type Tx } from '../door'
import { conflict, invalid, isAppError } from '../errors'
import type { ManifestFile } from '../files/manifest'
import { insertModel } from '../models/create'
import { findModel, type ModelTarget } from '../models/find'
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
    if (model.life !== 'live') throw conflict(`${model.slug} is ${model.life}. Restore it first.`)
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
  const found = await orNull<ModelTarget>(findModel(tx, ctx, ref, { lock: true }))
  if (found) return { target: found, also: [] }
  const parsed = ModelSlug.safeParse(slug)
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.message ?? 'This name is reserved.')
  const { organizationId, projectId } = run
  decide(ctx, 'model.create', { organizationId, projectIds: [projectId] })
  const { target, change } = await insertModel(tx, ctx, organization, {
    slug,
    name: slug,
    description: '',
    tags: [],
    projectIds: [projectId],
  })
  const made: Also = { ...change, action: 'model.create', subject: target.event }
  return { target, also: [made] }
}

async function findOrMakeDataset(tx: Tx, ctx: Ctx, { organization, run }: RunTarget, slug: string) {
  const ref = { org: organization.slug, dataset: slug }
  const found = await orNull<DatasetTarget>(findDataset(tx, ctx, ref, { lock: true }))
  if (found) return { target: found, also: [] }
  const { organizationId, projectId } = run
  decide(ctx, 'dataset.create', { organizationId, projectIds: [projectId] })
  const draft = { slug, description: '', tags: [], projectIds: [projectId] }
  const { target, change } = await insertDataset(tx, ctx, organization, draft)
  return { target, also: [change] }
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

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (isAppError(error) && error.kind === 'not_found') return null
    throw error
  }
}

function filesOf(names: string[], outputs: Map<string, ManifestFile>): ManifestFile[] {
  const problem = fileListProblem(names)
  if (problem) throw invalid(problem)
  return names.flatMap((name) => outputs.get(name) ?? [])
}
