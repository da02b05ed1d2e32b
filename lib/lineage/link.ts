import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import { datasetVersionUri } from '../datasets/find'
import type { Tx } from '../door'
import { versionUri } from '../uri'
import { uuids } from '../visibility'
import { addEdges, addEdgesFrom, hushFiles } from './edges'
import { externalData, outsideData } from './external'
import { holdNames, linkNamedBefore } from './named-before'

interface Of {
  id: string
  organizationId: string
}

/** Leads from what a run took, as its inputs say, to the run. Answers which node each input is. */
export async function linkInputs(
  tx: Tx,
  ctx: Ctx,
  { id, organizationId }: Of,
  inputs: readonly { name: string; kind: string; resolved: string }[],
): Promise<{ name: string; id: string }[]> {
  if (inputs.length === 0) return []
  const outside = inputs.filter(({ kind }) => kind === 'external')
  const addresses = outside.map(({ resolved }) => outsideData(resolved))
  const data = await externalData(tx, ctx, organizationId, addresses)
  const { rows } = await tx.execute<{ name: string; id: string }>(sql`
    select name, coalesce(version_id, dataset_version_id, output_id, datum_id) as id from run_inputs
    where run_id = ${id} and kind <> 'external' order by position`)
  const taken = [...rows, ...outside.map(({ name }, index) => ({ name, id: data[index] ?? '' }))]
  const place = { organizationId, from: taken.map((one) => one.id) }
  await addEdgesFrom(
    tx,
    ctx,
    place,
    sql`select (case when i.version_id is not null then 'version'
        when i.dataset_version_id is not null then 'dataset_version' else 'file' end)::node_kind as from_kind,
        coalesce(i.version_id, i.dataset_version_id, i.output_id, i.datum_id) as from_id,
        'run'::node_kind as to_kind, i.run_id as to_id, 'input'::edge_role as role, false as quiet
      from run_inputs i where i.run_id = ${id} and i.kind <> 'external'
      union all
      select 'external_data', d.id, 'run', ${id}, 'input', false
      from external_data d where d.id = any(${uuids(data)})`,
  )
  return taken
}

/** Leads from a run to a file that it made. */
export async function linkOutput(tx: Tx, ctx: Ctx, run: Of, file: string): Promise<void> {
  const from = { kind: 'run' as const, id: run.id }
  const to = { kind: 'file' as const, id: file }
  await addEdges(tx, ctx, run.organizationId, [{ from, to, role: 'output' }])
}

interface NewVersion extends Of {
  runId: string | null
  number: number
  manifestDigest: string
}

/**
 * Leads to a version from the run that it was registered from, and from the files of it that it holds; and
 * from and to what other systems said of it before it was there, unless the model is not for everyone.
 */
export async function linkVersion(
  tx: Tx,
  ctx: Ctx,
  version: NewVersion,
  model: { id: string; slug: string; accessMode: string },
): Promise<void> {
  const { id, organizationId, number, manifestDigest } = version
  await holdNames(tx, organizationId)
  await linkToRun(tx, ctx, version)
  // Whoever named it may not be one of those who see a restricted model.
  if (model.accessMode !== 'organization') return
  const slugs = [model.slug, ...(await formerSlugs(tx, organizationId, model.id))]
  const uris = slugs.flatMap((slug) => {
    const uri = versionUri(slug, number)
    return [uri, `${uri}@sha256:${manifestDigest}`]
  })
  await linkNamedBefore(tx, ctx, organizationId, { node: { kind: 'version', id }, uris })
}

/** The names that a model had before and that no other model has now. */
async function formerSlugs(tx: Tx, organizationId: string, modelId: string): Promise<string[]> {
  const { rows } = await tx.execute<{ slug: string }>(sql`
    select r.slug from model_redirects r
    where r.organization_id = ${organizationId} and r.model_id = ${modelId} and not exists (
      select 1 from models m where m.organization_id = ${organizationId} and m.slug = r.slug
        and m.life <> 'deleted')`)
  return rows.map(({ slug }) => slug)
}

async function linkToRun(
  tx: Tx,
  ctx: Ctx,
  { id, organizationId, runId }: Of & { runId: string | null },
): Promise<void> {
  if (!runId) return
  // A file under another name is the same file; of several with the same bytes the first will do.
  await addEdgesFrom(
    tx,
    ctx,
    { organizationId, from: [runId] },
    sql`select 'run'::node_kind as from_kind, ${runId}::uuid as from_id,
        'version'::node_kind as to_kind, ${id}::uuid as to_id,
        'registered'::edge_role as role, false as quiet
      union all
      select 'file', coalesce(named.id, same.id), 'version', ${id}, 'derived', true
      from version_files f
      left join run_outputs named
        on named.run_id = ${runId} and named.path = f.name and named.sha256 = f.sha256
      left join (select distinct on (sha256) id, sha256 from run_outputs
        where run_id = ${runId} order by sha256, id) same on same.sha256 = f.sha256
      where f.version_id = ${id} and same.id is not null`,
  )
  await hushFiles(tx, id)
}

/**
 * Leads to a dataset version from its run, from the version it began with and from its files. These are
 * quiet where one of the others leads there, and where no run made them: they are its own. And from and to
 * what other systems said of it before it was there.
 */
export async function linkDatasetVersion(
  tx: Tx,
  ctx: Ctx,
  version: Of & { name: string; runId: string | null; previousId: string | null },
  dataset: { slug: string },
): Promise<void> {
  const { id, organizationId, runId, previousId, name } = version
  await holdNames(tx, organizationId)
  await addEdgesFrom(
    tx,
    ctx,
    { organizationId, from: [runId, previousId].flatMap((from) => from ?? []) },
    sql`select 'run'::node_kind as from_kind, ${runId}::uuid as from_id,
        'dataset_version'::node_kind as to_kind, ${id}::uuid as to_id,
        'registered'::edge_role as role, false as quiet
      where ${runId}::uuid is not null
      union all
      select 'dataset_version', ${previousId}::uuid, 'dataset_version', ${id}, 'derived', false
      where ${previousId}::uuid is not null
      union all
      select 'file', f.datum_id, 'dataset_version', ${id}, 'derived',
        o.id is null or o.run_id is not distinct from ${runId}::uuid or before.datum_id is not null
      from dataset_version_files f left join run_outputs o on o.id = f.datum_id
      left join (select distinct datum_id from dataset_version_files
        where dataset_version_id = ${previousId}::uuid) before on before.datum_id = f.datum_id
      where f.dataset_version_id = ${id}`,
  )
  await hushFiles(tx, id)
  const uris = [datasetVersionUri(dataset.slug, name)]
  await linkNamedBefore(tx, ctx, organizationId, { node: { kind: 'dataset_version', id }, uris })
}

/** Takes files of a run that are no more out of the lineage, but for those that a dataset version holds. */
export async function unlinkOutputs(tx: Tx, files: readonly string[]): Promise<void> {
  const loose = sql`select id from unnest(${uuids(files)}) id where not exists (
    select 1 from dataset_version_files where datum_id = id)`
  await tx.execute(sql`delete from lineage_edges where from_id in (${loose})`)
  await tx.execute(sql`delete from lineage_edges where to_id in (${loose})`)
  await tx.execute(sql`delete from recall_effects where node_id in (${loose})`)
}
