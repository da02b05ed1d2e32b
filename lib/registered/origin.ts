import { eq } from 'drizzle-orm'
import { versionMetrics, versionOrigins, versionParams } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { type ArtifactFile, filesUnder } from '../artifacts/files'
import type { ArtifactPlace } from '../artifacts/path'
import { decide, type Tx } from '../door'
import { forbidden, invalid, isAppError } from '../errors'
import { findLoggedModel, type LoggedModelTarget } from '../logged-models/find'
import { requireUsable } from '../policies/usable'
import { lastMetrics } from '../runs/metrics'
import { visibleLoggedFiles, visibleOutputs } from '../runs/visible'
import { findTrackedRun, requireActive, type TrackedRunTarget } from '../tracking/find'
import { hexOf, loggedModelRef } from '../tracking/ids'
import { liveParams } from '../tracking/params'
import { madeBy, type VersionTarget } from '../versions/find'
import { ofOwnRun } from '../versions/from-run'
import type { Json } from '../view'
import { findSourceVersion, isPrompt } from './find-version'
import { metricsOfBoth, paramsOf } from './measured'
import { parseSource } from './source'

/** What a version is made of, as the hub found it. */
export interface Origin {
  files: { name: string; size: number; sha256: string }[]
  metrics: Record<string, number>
  params: Record<string, Json>
  runId: string | null
  /** The id of a run as the client knows it; one of another server is kept, too. */
  runRef: string
  /** The run, where the caller's own is copied from. */
  run: TrackedRunTarget | null
  loggedModelId: string | null
  from: VersionTarget | null
  /** Who made what is copied, and so may not decide on the copy. */
  makers: string[]
  /** By which what it is made of came: who made one of them is barred, too. */
  tokens: string[]
}

interface Asked {
  org: string
  project: string
  source: string
  runId?: string | undefined
  modelId?: string | undefined
}

/**
 * Resolves what a client says that a version is made of, and takes down its files as they are at one moment, by
 * one statement: uploads do not wait. Throws invalid, not found, and forbidden for the work of another.
 */
export async function originOf(tx: Tx, ctx: Ctx, asked: Asked): Promise<Origin> {
  const parsed = parseSource(asked.source)
  if (!parsed.ok) throw invalid(parsed.reason)
  const { source } = parsed
  if (source.kind === 'version')
    return copyOf(tx, ctx, asked, await findSourceVersion(tx, ctx, asked.org, source))

  const ofModel = source.kind === 'logged_model' ? source.model : undefined
  if (ofModel && asked.modelId && asked.modelId !== ofModel) throw contradicts(asked, 'model_id')
  const model = await modelOf(tx, ctx, asked, ofModel ?? asked.modelId)
  const ofRun = source.kind === 'run' ? source.run : undefined
  if (ofRun && asked.runId && asked.runId !== ofRun) throw contradicts(asked, 'run_id')
  const fromModel = model?.model.runId ? hexOf(model.model.runId) : ''
  const runRef = ofRun ?? (asked.runId || fromModel)
  const run = await runOf(tx, ctx, asked, runRef, ofRun !== undefined)
  const files =
    source.kind === 'logged_model' && model
      ? await filesFor(tx, ctx, { ...placeOf(model), path: source.path }, model.model)
      : source.kind === 'run' && run
        ? await filesFor(tx, ctx, { ...placeOfRun(run), path: source.path }, run.run)
        : []
  return {
    files: files.map(named),
    metrics: await metricsOfBoth(tx, run ? await lastMetrics(tx, run.run.id) : {}, {
      runId: run?.run.id ?? null,
      loggedModelId: model?.model.id ?? null,
    }),
    params: { ...(run && (await liveParams(tx, run.run.id))), ...paramsOf(model) },
    ...{ runId: run?.run.id ?? null, runRef, run },
    ...{ loggedModelId: model?.model.id ?? null, from: null },
    makers: model ? [model.model.createdBy] : [],
    tokens: model?.model.tokenId ? [model.model.tokenId] : [],
  }
}

/** A copy has what its original has, and bars from deciding who is barred there. */
async function copyOf(tx: Tx, ctx: Ctx, asked: Asked, from: VersionTarget): Promise<Origin> {
  decide(ctx, 'version.use', from.access)
  await requireUsable(tx, ctx, [from])
  if (await isPrompt(tx, from.model.id))
    throw invalid(
      `Invalid model version source: '${asked.source}'. Prompt versions cannot be used as model version sources.`,
    )
  const { id, runId, number } = from.version
  const [origin] = await tx.select().from(versionOrigins).where(eq(versionOrigins.versionId, id))
  const runRef = origin?.runRef || (runId ? hexOf(runId) : '')
  const modelRef = origin?.loggedModelId ? loggedModelRef(origin.loggedModelId) : ''
  const differs = (sent: string | undefined, held: string) => Boolean(sent) && sent !== held
  if (differs(asked.runId, runRef) || differs(asked.modelId, modelRef))
    throw invalid(
      `Invalid model version source: '${asked.source}'. The run_id and model_id request parameters must match the referenced model version.`,
    )
  const [metrics, params] = await Promise.all([
    tx.select().from(versionMetrics).where(eq(versionMetrics.versionId, id)),
    tx.select().from(versionParams).where(eq(versionParams.versionId, id)),
  ])
  const files = await filesUnder(tx, {
    ...{ kind: 'version', modelId: from.model.id, number, path: '' },
  })
  return {
    files: files.map(named),
    metrics: Object.fromEntries(metrics.map(({ key, value }) => [key, value])),
    params: Object.fromEntries(params.map(({ key, value }) => [key, value])),
    ...{ runId, runRef, run: null, loggedModelId: origin?.loggedModelId ?? null, from },
    makers: madeBy(from.version),
    tokens: [],
  }
}

/** The logged model of this id, locked; null where none is named. */
async function modelOf(tx: Tx, ctx: Ctx, { org, project }: Asked, id: string | undefined) {
  if (!id) return null
  const model = await findLoggedModel(tx, ctx, { org, project, model: id }, { lock: true })
  requireOwn(ctx, model.model)
  return model
}

/** The run of this id, locked; null for one of another server, unless files of it are asked for. */
async function runOf(tx: Tx, ctx: Ctx, asked: Asked, id: string, isNeeded: boolean) {
  if (id === '') return null
  try {
    const ref = { org: asked.org, project: asked.project, run: id }
    const found = await findTrackedRun(tx, ctx, ref, { lock: true })
    requireOwn(ctx, found.run)
    if (isNeeded) requireActive(found)
    return found
  } catch (error) {
    if (!isNeeded && isAppError(error) && error.kind === 'not_found') return null
    throw error
  }
}

/** Throws forbidden where what somebody else made would bear the caller's name. */
function requireOwn(ctx: Ctx, made: { createdBy: string }): void {
  const own = ofOwnRun(ctx, made)
  if (!own.ok) throw forbidden(own.reason)
}

/**
 * The files at a place of the caller's own. Throws forbidden where a token for chosen models may not read one of
 * them: what it registers in a model of its own it would read there.
 */
async function filesFor(
  tx: Tx,
  ctx: Ctx,
  place: ArtifactPlace,
  { organizationId }: { organizationId: string },
): Promise<ArtifactFile[]> {
  const visible = place.kind === 'run' ? visibleOutputs : visibleLoggedFiles
  const files = await filesUnder(tx, place)
  const seen = await filesUnder(tx, place, visible(ctx, organizationId))
  if (seen.length < files.length)
    throw forbidden(
      'Some of these files are held by models that this token is not for. Register them with a token for all models.',
    )
  return files
}

const placeOfRun = ({ experiment, run }: TrackedRunTarget) => ({
  ...{ kind: 'run' as const, experiment: experiment.number, id: run.id },
})

const placeOf = ({ experiment, model }: LoggedModelTarget) => ({
  ...{ kind: 'logged_model' as const, experiment: experiment.number, id: model.id },
})

const named = ({ path, size, sha256 }: ArtifactFile) => ({ name: path, size, sha256 })

const contradicts = ({ source }: Asked, field: string) =>
  invalid(
    `Invalid model version source: '${source}'. The ${field} request parameter must identify the resource that contains the source.`,
  )
