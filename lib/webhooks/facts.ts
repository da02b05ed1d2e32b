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
}

/** Looks up all that messages about these things need, in a few questions however many they are. */
export async function factsOf(tx: Tx, told: readonly Told[]): Promise<Facts> {
  const subjects = (kind: string) =>
    told.flatMap(({ event }) => (event?.subject.kind === kind ? (event.subject.id ?? []) : []))
  const modelIds = told.flatMap(({ modelId }) => modelId ?? [])
  const versions = await versionsOf(tx, [...subjects('version'), ...told.flatMap(movedTo)], told)
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
    models: await modelsOf(tx, [...modelIds, ...versions.map(({ modelId }) => modelId)]),
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
