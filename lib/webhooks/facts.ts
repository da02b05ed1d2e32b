import { sql } from 'drizzle-orm'
import type { Tx } from '../door'
import type { Told } from '../outbox/view'
import { runUri, versionUri } from '../uri'
import type { Json } from '../view'
import { uuids } from '../visibility'

export interface VersionFacts extends Record<string, unknown> {
  id: string
  modelId: string
  model: string
  number: number
  digest: string
}

/** What messages say beside the events: what stands behind the ids in them. */
export interface Facts {
  organizations: Map<string, string>
  models: Map<string, { slug: string; projectIds: string[] }>
  versions: Map<string, VersionFacts>
  runs: Map<string, { uri: string; projectId: string }>
  datasetVersions: Map<string, { datasetId: string; projectIds: string[] }>
  projects: Map<string, string>
  /** The models that an event reaches beside its own: those of a split before and after, those of a recall. */
  reached: Map<string, string[]>
}

/** Looks up all that messages about these things need, in a few questions however many they are. */
export async function factsOf(tx: Tx, told: readonly Told[]): Promise<Facts> {
  const subjects = (kind: string) =>
    told.flatMap(({ event }) => (event?.subject.kind === kind ? (event.subject.id ?? []) : []))
  const modelIds = told.flatMap(({ modelId }) => modelId ?? [])
  const versions = await versionsOf(tx, [...subjects('version'), ...told.flatMap(movedTo)], told)
  const reached = await reachedBy(tx, told)
  const runIds = [...subjects('run'), ...told.flatMap(({ event }) => idIn(event?.after, 'runId'))]
  return {
    organizations: await slugs(
      tx,
      'organizations',
      told.map(({ organizationId }) => organizationId),
    ),
    projects: await slugs(
      tx,
      'projects',
      told.flatMap(({ projectId }) => projectId ?? []),
    ),
    models: await modelsOf(tx, [
      ...modelIds,
      ...versions.map(({ modelId }) => modelId),
      ...[...reached.values()].flat(),
    ]),
    reached,
    versions: new Map(versions.map((version) => [version.id, version])),
    runs: await runsOf(tx, runIds),
    datasetVersions: await datasetsOf(tx, subjects('dataset_version')),
  }
}

/** The version with this number of a model, as far as it was looked up. */
export function numbered(facts: Facts, modelId: string | null, number: Json | undefined) {
  return [...facts.versions.values()].find(
    (version) => version.modelId === modelId && version.number === number,
  )
}

export const uriOf = ({ model, number }: VersionFacts) => versionUri(model, number)

/** The versions that `latest` meant and means. */
const movedTo = ({ body }: Told) => [...idIn(body, 'from'), ...idIn(body, 'to')]

function idIn(of: Json | undefined, field: string): string[] {
  if (typeof of !== 'object' || of === null || Array.isArray(of)) return []
  const value = of[field]
  return typeof value === 'string' ? [value] : []
}

async function versionsOf(tx: Tx, ids: string[], told: readonly Told[]): Promise<VersionFacts[]> {
  const pairs = told.flatMap(({ what, modelId, event }) =>
    what === 'alias.move' || what === 'alias.remove'
      ? [event?.before?.version, event?.after?.version].flatMap((number) =>
          typeof number === 'number' ? [{ model: modelId, number }] : [],
        )
      : [],
  )
  if (ids.length + pairs.length === 0) return []
  const { rows } = await tx.execute<VersionFacts>(sql`
    select v.id, v.model_id as "modelId", m.slug as model, v.number, 'sha256:' || v.manifest_digest as digest
    from versions v join models m on m.id = v.model_id
    where v.id = any(${uuids(ids)}) or (v.model_id, v.number) in (
      select p.model, p.number from json_to_recordset(${JSON.stringify(pairs)}::json)
        as p(model uuid, number int))`)
  return rows
}

async function modelsOf(tx: Tx, ids: string[]): Promise<Facts['models']> {
  if (ids.length === 0) return new Map()
  const { rows } = await tx.execute<{ id: string; slug: string; projectIds: string[] }>(sql`
    select m.id, m.slug, array(select p.project_id from model_projects p where p.model_id = m.id)
      as "projectIds"
    from models m where m.id = any(${uuids(ids)})`)
  return new Map(rows.map((row) => [row.id, row]))
}

/** A split is that of its revision and of the one before; a recall reaches models by versions of theirs. */
async function reachedBy(tx: Tx, told: readonly Told[]): Promise<Facts['reached']> {
  const splits = told.flatMap(({ id, event }) => {
    const revision = event?.after?.revision
    return event?.subject.kind === 'deployment' && typeof revision === 'number'
      ? [{ id, deployment: event.subject.id, revision }]
      : []
  })
  const recalls = told.flatMap(({ id, what, event }) =>
    what === 'recall.create' ? idIn(event?.after, 'recall').map((recall) => ({ id, recall })) : [],
  )
  if (splits.length + recalls.length === 0) return new Map()
  const { rows } = await tx.execute<{ id: string; modelIds: string[] }>(sql`
    select id, array_agg(distinct model_id) as "modelIds" from (
      select s.id, dv.model_id from json_to_recordset(${JSON.stringify(splits)}::json)
        as s(id uuid, deployment uuid, revision int)
      join deployment_revisions r on r.deployment_id = s.deployment and r.number in (s.revision, s.revision - 1)
      join deployment_variants dv on dv.revision_id = r.id
      union all
      -- Only what a webhook listens to is looked for.
      select c.id, m.id from json_to_recordset(${JSON.stringify(recalls)}::json) as c(id uuid, recall uuid)
      join recalls rc on rc.id = c.recall
      join models m on m.id in (
        select w.scope_id from webhooks w where w.organization_id = rc.organization_id and w.removed_at is null
          and w.scope_kind = 'model'
        union select mp.model_id from webhooks w join model_projects mp on mp.project_id = w.scope_id
          where w.organization_id = rc.organization_id and w.removed_at is null and w.scope_kind = 'project')
      where exists (select 1 from versions v join recall_effects e on e.node_id = v.id
        where v.model_id = m.id and e.recall_id = c.recall)) found
    group by id`)
  return new Map(rows.map(({ id, modelIds }) => [id, modelIds]))
}

async function runsOf(tx: Tx, ids: string[]): Promise<Facts['runs']> {
  if (ids.length === 0) return new Map()
  const { rows } = await tx.execute<{
    id: string
    project: string
    number: number
    projectId: string
  }>(sql`
    select r.id, p.slug as project, r.number, r.project_id as "projectId"
    from runs r join projects p on p.id = r.project_id where r.id = any(${uuids(ids)})`)
  return new Map(
    rows.map(({ id, project, number, projectId }) => [
      id,
      { uri: runUri(project, number), projectId },
    ]),
  )
}

async function datasetsOf(tx: Tx, ids: string[]): Promise<Facts['datasetVersions']> {
  if (ids.length === 0) return new Map()
  const { rows } = await tx.execute<{ id: string; datasetId: string; projectIds: string[] }>(sql`
    select v.id, v.dataset_id as "datasetId",
      array(select p.project_id from dataset_projects p where p.dataset_id = v.dataset_id) as "projectIds"
    from dataset_versions v where v.id = any(${uuids(ids)})`)
  return new Map(rows.map((row) => [row.id, row]))
}

async function slugs(tx: Tx, table: 'organizations' | 'projects', ids: string[]) {
  if (ids.length === 0) return new Map<string, string>()
  const { rows } = await tx.execute<{ id: string; slug: string }>(
    sql`select id, slug from ${sql.identifier(table)} where id = any(${uuids(ids)})`,
  )
  return new Map(rows.map(({ id, slug }) => [id, slug]))
}
