import { createHash } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { datasets, datasetVersions, loggedDatasets } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Also } from '../command'
import { insertDataset } from '../datasets/create'
import {
  type DatasetRow,
  type DatasetTarget,
  datasetTarget,
  datasetVersionUri,
} from '../datasets/find'
import { insertDatasetVersion } from '../datasets/insert'
import { decide, type Tx } from '../door'
import { conflict, isAppError } from '../errors'
import { projectIds } from '../life/projects'
import { addEdges, type Node } from '../lineage/edges'
import { externalData, outsideData } from '../lineage/external'
import { isNestedBeyond, maxNesting } from '../nesting'
import type { RunTarget } from '../runs/find'
import { storable } from '../storable'
import { slugFrom } from '../uri'
import { DatasetVersionName, type Json, Slug } from '../view'
import { addressOf, readSource, type Source } from './dataset-source'
import { type Hosted, hostedBy } from './hosted'

const text = (most: number) =>
  z.string().max(most, `At most ${most} characters.`).refine(storable, 'It is no Unicode text.')

/** Text that is JSON by convention, which is walked where it is. */
const jsonText = (most: number) =>
  text(most).refine(
    (json) => !isNestedBeyond(maxNesting, json),
    `It is nested more than ${maxNesting} levels deep.`,
  )

/** A dataset as an MLflow client describes it, by limits of MLflow's own. */
export const DescribedDataset = z.object({
  name: text(500).min(1, 'Give it a name.'),
  digest: text(36).min(1, 'Give it a digest.'),
  sourceType: text(500),
  source: jsonText(65_535),
  schema: jsonText(1_048_575).nullable().default(null),
  profile: jsonText(16_777_215).nullable().default(null),
})
export type DescribedDataset = z.output<typeof DescribedDataset>

/** The dataset version that a description stands for. */
export interface Described {
  versionId: string
  /** `dataset://…`, which keeps its meaning. */
  uri: string
  resolved: string
  digest: string
}

/**
 * The dataset version of a description: the one that was found before in this project by its name and digest;
 * or that of ours which its source names; or a new one, without files, of a dataset named like it. Answers
 * what was made, for the events of the caller's command.
 */
export async function describedVersion(
  tx: Tx,
  ctx: Ctx,
  target: RunTarget,
  dataset: DescribedDataset,
): Promise<Described & { also: Also[] }> {
  const known = await findDescribed(tx, target, dataset)
  if (known) return { ...known, also: [] }
  const source = readSource(dataset.source)
  const hosted = await hostedBy(tx, ctx, target, source)
  if (
    hosted?.kind === 'version' &&
    (await keepDescription(tx, target, hosted.versionId, dataset, source))
  ) {
    const { uri, resolved, digest } = hosted.input
    return { versionId: hosted.versionId, uri, resolved, digest: digest ?? '', also: [] }
  }
  return makeVersion(tx, ctx, target, { dataset, source, hosted })
}

async function findDescribed(
  tx: Tx,
  { project }: RunTarget,
  { name, digest }: DescribedDataset,
): Promise<Described | null> {
  const [found] = await tx
    .select({ slug: datasets.slug, version: datasetVersions })
    .from(loggedDatasets)
    .innerJoin(datasetVersions, eq(datasetVersions.id, loggedDatasets.datasetVersionId))
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(
      and(
        eq(loggedDatasets.projectId, project.id),
        eq(loggedDatasets.name, name),
        eq(loggedDatasets.digest, digest),
      ),
    )
  return found ? pinned(found.slug, found.version) : null
}

function pinned(
  slug: string,
  { id, name, manifestDigest }: { id: string; name: string; manifestDigest: string },
): Described {
  const uri = datasetVersionUri(slug, name)
  return { versionId: id, uri, resolved: uri, digest: manifestDigest }
}

/** Keeps a description of a version. False where it has another one: then the data is a part of it, or made of it. */
async function keepDescription(
  tx: Tx,
  { project }: RunTarget,
  datasetVersionId: string,
  { name, digest, sourceType, schema, profile }: DescribedDataset,
  source: Source,
): Promise<boolean> {
  const rows = await tx
    .insert(loggedDatasets)
    .values({
      ...{ datasetVersionId, projectId: project.id, name, digest, sourceType, schema, profile },
      source: source.text,
    })
    .onConflictDoNothing()
    .returning({ id: loggedDatasets.datasetVersionId })
  return rows.length > 0
}

interface New {
  dataset: DescribedDataset
  source: Source
  hosted: Hosted | null
}

async function makeVersion(
  tx: Tx,
  ctx: Ctx,
  target: RunTarget,
  made: New,
): Promise<Described & { also: Also[] }> {
  const { dataset, source, hosted } = made
  const name = versionNameOf(dataset.digest)
  const home = await homeOf(tx, ctx, target, dataset, name)
  if ('known' in home) return { ...home.known, also: [] }
  decide(ctx, 'dataset_version.register', home.target.access)
  const { version, change } = await insertDatasetVersion(tx, ctx, home.target, {
    name,
    files: [],
    previous: null,
    tags: [],
    properties: propertiesOf(dataset, source),
    runId: null,
  })
  if (!(await keepDescription(tx, target, version.id, dataset, source)))
    throw conflict(`The dataset ${dataset.name} is being logged by another client. Log it again.`)
  const from = await originOf(tx, ctx, target, source, hosted)
  if (from) {
    const to = { kind: 'dataset_version' as const, id: version.id }
    await addEdges(tx, ctx, target.run.organizationId, [{ from, to, role: 'derived' }])
  }
  return { ...pinned(home.target.dataset.slug, version), also: [...home.also, change] }
}

/** What leads to the new version in the lineage: data of ours that it is made of, or the address outside. */
async function originOf(
  tx: Tx,
  ctx: Ctx,
  { run }: RunTarget,
  source: Source,
  hosted: Hosted | null,
): Promise<Node | null> {
  if (hosted?.kind === 'version') return { kind: 'dataset_version', id: hosted.versionId }
  if (hosted) return { kind: 'file', id: hosted.fileId }
  const address = addressOf(source)
  if (!address) return null
  const [id] = await externalData(tx, ctx, run.organizationId, [outsideData(address)])
  return id ? { kind: 'external_data', id } : null
}

/** A digest is a name as a rule; of one that cannot be, the beginning of its SHA-256. */
function versionNameOf(digest: string): string {
  if (digest !== 'latest' && DatasetVersionName.safeParse(digest).success) return digest
  return sha256(digest).slice(0, 16)
}

const mostOfOne = 30_000

/** What the page of the version tells. Long texts are only told to MLflow's clients, which sent them. */
function propertiesOf({ sourceType, schema, profile }: DescribedDataset, { value }: Source) {
  const said = {
    source_type: sourceType,
    source: value,
    schema: read(schema),
    profile: read(profile),
  }
  const told = Object.entries(said).filter(
    ([, held]) =>
      held !== null && held !== '' && JSON.stringify(held).length <= mostOfOne && storable(held),
  )
  return Object.fromEntries(told) as Record<string, Json>
}

function read(json: string | null): Json {
  if (json === null || json.length > mostOfOne) return null
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

interface Home {
  target: DatasetTarget
  also: Also[]
}

/**
 * The dataset that a logged one goes to, locked: that of its earlier versions, else one of this project that is
 * named like it, else a new one. Never one that holds files: who follows its `latest` expects some. Or the
 * version itself, where another client has logged it while this waited.
 */
async function homeOf(
  tx: Tx,
  ctx: Ctx,
  target: RunTarget,
  described: DescribedDataset,
  version: string,
): Promise<Home | { known: Described }> {
  const { name } = described
  const earlier = await earlierHome(tx, target, name)
  for (const slug of [...earlier, ...slugsFor(name, target.project.slug)]) {
    const there = await lockDataset(tx, target, slug)
    const made = there ? null : await makeDataset(tx, ctx, target, slug, name)
    if (made) return made
    const found = there ?? (await lockDataset(tx, target, slug))
    const known = await findDescribed(tx, target, described)
    if (known) return { known }
    if (found && (await takesLogged(tx, target, found, version))) return { target: found, also: [] }
  }
  throw new Error('No dataset was found for a logged one.')
}

/** Where the versions of the same name went. */
async function earlierHome(tx: Tx, { project }: RunTarget, name: string): Promise<string[]> {
  const { rows } = await tx.execute<{ slug: string }>(sql`
    select d.slug from logged_datasets l join dataset_versions v on v.id = l.dataset_version_id
    join datasets d on d.id = v.dataset_id
    where l.project_id = ${project.id} and l.name = ${name} and v.file_count = 0 and d.life = 'live'
    order by v.created_at desc, v.id desc limit 1`)
  return rows.map(({ slug }) => slug)
}

function slugsFor(name: string, project: string): string[] {
  const base =
    slugFrom(name)
      .slice(0, 60)
      .replace(/[.-]+$/, '') || `dataset-${sha256(name).slice(0, 8)}`
  const own = `${base}-${project}`.slice(0, 80)
  const mark = sha256(`${project}/${name}`).slice(0, 8)
  const counted = Array.from({ length: 20 }, (_, at) => `${base}-${mark}-${at + 2}`)
  const all = [base, own.replace(/[.-]+$/, ''), `${base}-${mark}`, ...counted]
  return all.filter((slug) => Slug.safeParse(slug).success)
}

/** The dataset of this slug, locked, a deleted one too; null where there is none. */
async function lockDataset(tx: Tx, { organization }: RunTarget, slug: string) {
  const [found] = await tx
    .select({ dataset: datasets, projectIds: projectIds('dataset', sql`datasets.id`) })
    .from(datasets)
    .where(and(eq(datasets.organizationId, organization.organizationId), eq(datasets.slug, slug)))
    .for('update')
  return found ? datasetTarget(organization, found.dataset as DatasetRow, found.projectIds) : null
}

async function takesLogged(
  tx: Tx,
  { project }: RunTarget,
  { dataset, access }: DatasetTarget,
  version: string,
): Promise<boolean> {
  if (dataset.life !== 'live' || !access.projectIds?.includes(project.id)) return false
  const { rows } = await tx.execute(sql`
    select 1 from dataset_versions v where v.dataset_id = ${dataset.id}
      and (v.file_count > 0 or v.name = ${version})
    union all
    select 1 from dataset_aliases a where a.dataset_id = ${dataset.id} and a.name = ${version}
    limit 1`)
  return rows.length === 0
}

/** A new dataset of the project of the run; null where another one got the slug meanwhile. */
async function makeDataset(
  tx: Tx,
  ctx: Ctx,
  { organization, run }: RunTarget,
  slug: string,
  name: string,
): Promise<Home | null> {
  const ids = [run.projectId]
  decide(ctx, 'dataset.create', { organizationId: run.organizationId, projectIds: ids })
  try {
    const { target, change } = await insertDataset(tx, ctx, organization, {
      ...{ slug, description: '', tags: [], projectIds: ids },
      properties: { mlflow_name: name },
    })
    return { target, also: [change] }
  } catch (error) {
    if (isAppError(error) && error.kind === 'conflict') return null
    throw error
  }
}

const sha256 = (of: string) => createHash('sha256').update(of).digest('hex')
