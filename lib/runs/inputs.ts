import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import { runInputs, runs } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb } from '../door'
import { globMatcher } from '../glob'
import { there } from '../life/there'
import { paths } from '../paths'
import { parseUri } from '../uri'
import { visibleModels } from '../visibility'
import type { InputFile, LoggedInput, RunInput } from './view'
import { visibleOutputs } from './visible'

interface HeldFile extends Omit<InputFile, 'url'> {
  /** Where a run made it. */
  project?: string
  run?: number
}

/**
 * The inputs of a run with their files, in one query. An input that the caller may not see is left out,
 * as if it were not there; one that was deleted since is still what the run took, without files.
 */
export async function viewInputs(
  db: ReadDb,
  ctx: Ctx,
  organization: Membership,
  runId: string,
): Promise<RunInput[]> {
  const { organizationId, slug } = organization
  const rows = await db
    .select({
      name: runInputs.name,
      uri: runInputs.uri,
      resolved: runInputs.resolved,
      kind: runInputs.kind,
      logged: sql<LoggedInput | null>`(select json_build_object('name', d.name, 'digest', d.digest,
          'context', run_inputs.tags ->> 'mlflow.data.context', 'sourceType', d.source_type,
          'source', left(d.source, ${shownSource}))
        from logged_datasets d where d.dataset_version_id = run_inputs.dataset_version_id)`,
      files: sql<HeldFile[] | null>`case ${runInputs.kind}
        when 'version' then (select json_agg(json_build_object('name', f.name, 'size', f.size,
            'sha256', f.sha256, 'datum', o.id, 'properties', coalesce(o.properties, '{}'))
            order by f.name)
          from version_files f join versions v on v.id = f.version_id
          join models on models.id = v.model_id
          left join run_outputs o
            on o.run_id = v.run_id and o.path = f.name and o.sha256 = f.sha256
          where f.version_id = ${runInputs.versionId} and ${there('v', 'models')})
        when 'dataset_version' then (select json_agg(json_build_object('name', f.name,
            'size', f.size, 'sha256', f.sha256, 'datum', f.datum_id, 'properties', f.properties)
            order by f.name)
          from dataset_version_files f join dataset_versions dv on dv.id = f.dataset_version_id
          join datasets d on d.id = dv.dataset_id
          where dv.id = ${runInputs.datasetVersionId} and ${there('d')})
        when 'file' then coalesce(
          (select json_agg(json_build_object('name', o.path, 'size', o.size, 'sha256', o.sha256,
              'datum', o.id, 'properties', o.properties, 'project', p.slug, 'run', r.number))
            from run_outputs o join runs r on r.id = o.run_id join projects p on p.id = r.project_id
            where o.id = ${runInputs.outputId} and ${there('p')}),
          (select json_agg(json_build_object('name', f.name, 'size', f.size, 'sha256', f.sha256,
              'datum', f.datum_id, 'properties', f.properties))
            from (select f.* from dataset_version_files f
              join dataset_versions dv on dv.id = f.dataset_version_id
              join datasets d on d.id = dv.dataset_id
              where f.datum_id = ${runInputs.datumId} and ${there('d')}
              order by dv.created_at, dv.id limit 1) f))
        end`,
    })
    .from(runInputs)
    // Beside another table, columns inside SQL keep their table's name.
    .innerJoin(runs, eq(runs.id, runInputs.runId))
    .where(and(eq(runInputs.runId, runId), visibleInputs(ctx, organizationId)))
    .orderBy(asc(runInputs.position))
  return rows.map(({ files, logged, ...input }) => ({
    ...input,
    files: filesOf(slug, input, files ?? []),
    ...(logged && { logged }),
  }))
}

/** How much is told of where a client says that data lies. */
const shownSource = 4000

/** The condition under which the caller sees what a row of `run_inputs` names. */
export function visibleInputs(ctx: Ctx, organizationId: string): SQL {
  return sql`((${runInputs.versionId} is null or exists (select 1 from versions v
      join models on models.id = v.model_id
      where v.id = ${runInputs.versionId} and ${visibleModels(ctx, organizationId)}))
    and (${runInputs.outputId} is null or exists (select 1 from run_outputs
      join runs made on made.id = run_outputs.run_id join projects p on p.id = made.project_id
      where run_outputs.id = ${runInputs.outputId}
        and (p.life = 'deleted' or ${visibleOutputs(ctx, organizationId)}))))`
}

/** The files with their addresses, without those of the same version that the input does not mean. */
function filesOf(org: string, { resolved }: Pick<RunInput, 'resolved'>, files: HeldFile[]) {
  const parsed = parseUri(resolved)
  if (!parsed.ok) return []
  const { uri } = parsed
  const fits = uri.kind === 'dataset' && uri.files !== null ? globMatcher(uri.files) : null
  return files.flatMap(({ project, run, ...file }): InputFile[] => {
    const { name, datum } = file
    const seen = (url: string) => [{ ...file, url }]
    if (project && run) return seen(paths.runOutput(org, project, run, name))
    if (uri.kind === 'datum') return datum ? seen(paths.datumContent(org, datum)) : []
    if (uri.kind === 'dataset' && uri.version !== null)
      return !fits || fits(name) ? seen(paths.datasetFile(org, uri.dataset, uri.version, name)) : []
    if (uri.kind !== 'model' || uri.version?.kind !== 'number') return []
    return uri.file === null || uri.file === name
      ? seen(paths.file(org, uri.model, uri.version.number, name))
      : []
  })
}
