import { and, eq, not, type SQL, sql } from 'drizzle-orm'
import {
  models,
  runInputs,
  runs,
  versionMetrics,
  versionParams,
  versions,
} from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import type { Also } from '../command'
import type { ReadDb, Tx } from '../door'
import { forbidden } from '../errors'
import { type ManifestFile, manifestDigest } from '../files/manifest'
import { linkVersion } from '../lineage/link'
import { metricValue } from '../metrics/value'
import type { ModelTarget } from '../models/find'
import { metricsOnTheWay } from '../registered/measured'
import type { Json } from '../view'
import { uuids } from '../visibility'
import { type Evidence, evidenceDigest } from './evidence'
import { type VersionRow, versionEvent } from './find'
import { markEvidenceChanged } from './stale'

export interface VersionDraft {
  files: ManifestFile[]
  /** NaN and the infinities are kept. */
  metrics: Record<string, number>
  params: Record<string, Json>
  tags: string[]
  note: string
  runId: string | null
  /** People who are barred from deciding on it besides: the makers of what it is a copy of. */
  makers?: string[]
  /** Tokens by which what it is made of came, besides that of the run. */
  tokens?: string[]
}

/**
 * Inserts the next version of a model that the caller has locked. The answer carries the event that the
 * caller's command must write beside it.
 */
export async function insertVersion(
  tx: Tx,
  ctx: Ctx,
  target: ModelTarget,
  draft: VersionDraft,
): Promise<{ version: VersionRow; change: Also }> {
  const registeredBy = personBehind(ctx.actor)
  if (!registeredBy) throw forbidden('A version is registered by a person, or by a token of one.')
  const at = ctx.now()
  const digest = manifestDigest(draft.files)
  const { inputs, runBy, runToken } = await runOf(tx, draft.runId)
  const token = ctx.actor.kind === 'token' ? ctx.actor.id : null
  const [counted] = await tx
    .update(models)
    .set({ versionCount: sql`${models.versionCount} + 1`, updatedAt: at })
    .where(eq(models.id, target.model.id))
    .returning({ number: models.versionCount })
  const [version] = await tx
    .insert(versions)
    .values({
      id: ctx.newId(),
      organizationId: target.model.organizationId,
      modelId: target.model.id,
      number: counted?.number ?? 1,
      manifestDigest: digest,
      evidenceDigest: evidenceDigest({ manifestDigest: digest, inputs, ...draft }),
      note: draft.note,
      tags: draft.tags,
      runId: draft.runId,
      registeredBy,
      runBy,
      registeredByToken: token,
      tokensBy: makersOf(
        [token, runToken, ...(draft.tokens ?? [])],
        [registeredBy, runBy],
        draft.makers,
      ),
      createdAt: at,
    })
    .returning()
  if (!version) throw new Error('The version was not inserted.')
  await insertRows(tx, version, draft)
  await linkVersion(tx, ctx, version, target.model)
  return { version, change: registration(target, version, draft) }
}

/**
 * Copies a run's final metrics and parameters into the versions that were registered from it while it
 * ran. A copy of one of those is somebody else's, and stays as it was made. Answers the ids of those that changed.
 */
export async function refreshFromRun(
  tx: Tx,
  ctx: Ctx,
  runId: string,
  { metrics, params }: Pick<Evidence, 'metrics' | 'params'>,
): Promise<{ versionIds: string[] }> {
  const ofRun = and(eq(versions.runId, runId), not(isCopy(sql`${versions.id}`)))
  const made = await tx.select().from(versions).where(ofRun).for('update')
  const { inputs } = await runOf(tx, runId)
  const own = await metricsOnTheWay(tx, runId)
  const versionIds: string[] = []
  for (const { id, organizationId, manifestDigest, evidenceDigest: before } of made) {
    // What was said at registration and the run never logged stays, as does what is the version's own.
    const held = await copiedBefore(tx, id)
    const copy = {
      metrics: { ...held.metrics, ...metrics, ...own.get(id) },
      params: { ...held.params, ...params },
    }
    const digest = evidenceDigest({ manifestDigest, inputs, ...copy })
    if (digest === before) continue
    await tx.delete(versionMetrics).where(eq(versionMetrics.versionId, id))
    await tx.delete(versionParams).where(eq(versionParams.versionId, id))
    await insertRows(tx, { id, organizationId }, { files: [], ...copy })
    await tx.update(versions).set({ evidenceDigest: digest }).where(eq(versions.id, id))
    await markEvidenceChanged(tx, id, ctx.now())
    versionIds.push(id)
  }
  return { versionIds }
}

/** What the decisions on a version bind, but for the card of its model. */
export async function boundBy(db: ReadDb, version: VersionRow): Promise<Evidence> {
  const { id, manifestDigest, runId } = version
  const { inputs } = await runOf(db, runId, version)
  return { manifestDigest, inputs, ...(await copiedBefore(db, id)) }
}

async function copiedBefore(
  tx: ReadDb,
  versionId: string,
): Promise<Pick<Evidence, 'metrics' | 'params'>> {
  const ofMetrics = eq(versionMetrics.versionId, versionId)
  const metrics = await tx.select().from(versionMetrics).where(ofMetrics)
  const params = await tx.select().from(versionParams).where(eq(versionParams.versionId, versionId))
  return {
    metrics: Object.fromEntries(metrics.map(({ key, value }) => [key, value])),
    params: Object.fromEntries(params.map(({ key, value }) => [key, value])),
  }
}

async function insertRows(
  tx: Tx,
  version: Pick<VersionRow, 'id' | 'organizationId'>,
  { files, metrics, params }: Pick<VersionDraft, 'files' | 'metrics' | 'params'>,
): Promise<void> {
  const values = Object.entries(metrics).map(([key, value]) => [key, metricValue(value)])
  const rows = files.map(({ name, size, sha256 }) => ({ name, size, sha256 }))
  const [id, organization] = [sql`${version.id}::uuid`, sql`${version.organizationId}::uuid`]
  // One statement with three values, however many rows they make.
  await tx.execute(sql`
    with of_files as (
      insert into version_files (version_id, name, size, sha256)
      select ${id}, name, size, sha256 from json_to_recordset(${JSON.stringify(rows)}::json)
        as f(name text, size bigint, sha256 text)),
    of_metrics as (
      insert into version_metrics (version_id, organization_id, key, value)
      select ${id}, ${organization}, key, value::float8
      from json_each_text(${JSON.stringify(Object.fromEntries(values))}::json))
    insert into version_params (version_id, organization_id, key, value)
    select ${id}, ${organization}, key, value from jsonb_each(${JSON.stringify(params)}::jsonb)`)
}

/** A run with its inputs; of a version, those that it was bound to when it was made or by the run's end. */
async function runOf(tx: ReadDb, runId: string | null, version?: Made) {
  if (!runId) return { inputs: [], runBy: null, runToken: null }
  const { name, resolved, digest } = runInputs
  const rows = await tx
    .select({ runBy: runs.createdBy, runToken: runs.tokenId, name, resolved, digest })
    .from(runs)
    .leftJoin(runInputs, and(eq(runInputs.runId, runs.id), version && isBound(version)))
    .where(eq(runs.id, runId))
  const [run] = rows
  const inputs: Evidence['inputs'] = rows.flatMap(({ name, resolved, digest }) =>
    name === null || resolved === null ? [] : [{ name, resolved, digest }],
  )
  return { inputs, runBy: run?.runBy ?? null, runToken: run?.runToken ?? null }
}

type Made = Pick<VersionRow, 'id' | 'createdAt'>

/**
 * An MLflow client records inputs even of a run that has ended: they change no version made before. And a copy
 * has those of the moment it was made, however long the run goes on.
 */
const isBound = ({ id, createdAt }: Made) =>
  sql`coalesce(${runInputs.recordedAt}, '-infinity')
    <= greatest(${createdAt.toISOString()}::timestamptz,
      case when not ${isCopy(sql`${id}`)} then coalesce(${runs.finishedAt}, 'infinity') end)`

const isCopy = (versionId: SQL) => sql`exists (select 1 from version_origins o
  where o.version_id = ${versionId} and o.from_version_id is not null)`

/**
 * Who made the tokens: they have seen the secrets, whoever answers for the service account. And who made what
 * it is a copy of.
 */
function makersOf(used: (string | null)[], counted: (string | null)[], others: string[] = []) {
  const [by, known] = [used, counted].map((ids) => uuids(ids.filter((id) => id !== null)))
  return sql<string[]>`array(select made.by from (
      select t.made_by as by from tokens t where t.id = any(${by})
      union select unnest(${uuids(others)})) made
    where made.by <> all(${known}))`
}

function registration(target: ModelTarget, version: VersionRow, draft: VersionDraft): Also {
  const metrics = Object.entries(draft.metrics).map(([key, value]) => [key, metricValue(value)])
  return {
    action: 'version.register',
    subject: versionEvent(target, version),
    before: null,
    after: {
      version: version.number,
      state: version.state,
      digest: `sha256:${version.manifestDigest}`,
      files: draft.files.length,
      metrics: Object.fromEntries(metrics),
      params: draft.params,
      tags: draft.tags,
      runId: draft.runId,
    },
    note: draft.note,
  }
}
