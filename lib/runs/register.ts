import type { Alert } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { pointDatumAliases } from '../aliases/datums'
import type { Also } from '../command'
import type { DatasetFileDraft } from '../datasets/insert'
import { decide, type Tx } from '../door'
import { expecting, invalid, isNotFound } from '../errors'
import { fileListProblem } from '../files/file-list'
import { requireLive } from '../life/state'
import { insertModel, type ModelDraft } from '../models/create'
import { findModel } from '../models/find'
import { datumUri } from '../uri'
import type { Evidence } from '../versions/evidence'
import { insertVersion } from '../versions/insert'
import { ModelSlug } from '../view'
import { attempt, orElse } from './attempt'
import type { RunTarget } from './find'
import type { VersionPlan } from './sidecars'

/** An output as its run's end finds it. */
export interface RunFile extends DatasetFileDraft {
  datum: string
}

export interface Registering {
  tx: Tx
  ctx: Ctx
  target: RunTarget
  /** The outputs of the run, by path. */
  outputs: ReadonlyMap<string, RunFile>
  metrics: Evidence['metrics']
  params: Evidence['params']
}

export interface Registered {
  also: Also[]
  alerts: Alert[]
}

/** Makes the version that a run asked for, and its model where there is none; an alert where it may not. */
export async function registerPlanned(step: Registering, plan: VersionPlan): Promise<Registered> {
  const uri = `model://${plan.model}/`
  const made = await attempt(step.tx, { uri, code: 'model_not_writable' }, async (tx) => {
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
  return { also: made.done ?? [], alerts: made.alert ? [made.alert] : [] }
}

/** Points aliases of the run's project at outputs; an alert where it may not. */
export async function movePlannedAliases(
  { tx, ctx, target, outputs }: Registering,
  aliases: ReadonlyMap<string, string>,
): Promise<Registered> {
  const wanted = new Map(
    [...aliases].flatMap(([alias, path]) => {
      const file = outputs.get(path)
      return file ? [[alias, file.datum] as const] : []
    }),
  )
  const [first] = wanted.keys()
  if (first === undefined) return { also: [], alerts: [] }
  const more = wanted.size > 1 ? ` and ${wanted.size - 1} more` : ''
  const uri = `${datumUri(first)}${more}`
  const moved = await attempt(tx, { uri, code: 'alias_not_moved' }, (within) => {
    const { organization, project, access, event } = target
    decide(ctx, 'datum_alias.move', { ...access, ownerId: null })
    return pointDatumAliases(within, ctx, { organization, project, event }, wanted)
  })
  return { also: moved.done ?? [], alerts: moved.alert ? [moved.alert] : [] }
}

/** The outputs of these paths. Throws `invalid` where they cannot lie in one folder. */
export function filesOf(names: string[], outputs: ReadonlyMap<string, RunFile>): RunFile[] {
  const problem = fileListProblem(names)
  if (problem) throw invalid(problem)
  return names.flatMap((name) => outputs.get(name) ?? [])
}

async function findOrMakeModel(tx: Tx, ctx: Ctx, { organization, run }: RunTarget, slug: string) {
  const ref = { org: organization.slug, model: slug }
  const find = () =>
    findModel(tx, ctx, ref, { lock: true }).catch(expecting(isNotFound, () => null))
  const found = await find()
  if (found) return { target: found, also: [] }
  const parsed = ModelSlug.safeParse(slug)
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.message ?? 'This name is reserved.')
  const { organizationId, projectId } = run
  decide(ctx, 'model.create', { organizationId, projectIds: [projectId] })
  const draft: ModelDraft = {
    slug,
    name: slug,
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
