import { sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import { datasetVersionUri } from '../datasets/find'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { paths } from '../paths'
import { visibleOutputs } from '../runs/visible'
import { runUri, versionUri } from '../uri'
import { uuids, visibleModels } from '../visibility'
import { isOutsideFile, outsideRunUri } from './external'
import { recalledNow } from './recalled'
import { deploymentState } from './serving'
import type { LineageNode } from './view'

/** A node of the lineage in words. */
export interface Described extends LineageNode {
  external: boolean
  recalled: boolean
  /** The code that a run ran: a commit, or ~ and the SHA-256 of an archive. */
  code: string | null
}

interface Row {
  id: string
  kind:
    | 'version'
    | 'dataset_version'
    | 'run'
    | 'file'
    | 'deployment_revision'
    | 'external_data'
    | 'external_run'
  /** The model, dataset, project, deployment or job that it belongs to. */
  of: string
  name: string
  number: number | null
  state: string | null
  recalled: boolean
  code: string | null
}

/**
 * The nodes with these ids that are there and that the caller may see, by id, in one query. What is deleted
 * or hidden from them is left out.
 */
export async function describeNodes(
  db: ReadDb,
  ctx: Ctx,
  { organizationId, slug }: Membership,
  ids: readonly string[],
): Promise<Map<string, Described>> {
  if (ids.length === 0) return new Map()
  const wanted = uuids(ids)
  const here = (alias: string) => sql`${sql.raw(alias)}.organization_id = ${organizationId}`
  // A file is as bad as what its run took, told or not.
  const { rows } = await db.execute<Row & Record<string, unknown>>(sql`
    select v.id, 'version' as kind, models.slug as of, '' as name, v.number, v.state::text,
      ${recalledNow(sql`v.id`)} as recalled, null as code
    from versions v join ${models} on models.id = v.model_id
    where v.id = any(${wanted}) and ${here('v')} and ${there('v', 'models')}
      and ${visibleModels(ctx, organizationId)}
    union all
    select dv.id, 'dataset_version', d.slug, dv.name, null, null, ${recalledNow(sql`dv.id`)}, null
    from dataset_versions dv join datasets d on d.id = dv.dataset_id
    where dv.id = any(${wanted}) and ${here('dv')} and ${there('d')}
    union all
    select r.id, 'run', p.slug, coalesce(r.step, ''), r.number, r.state::text, ${recalledNow(sql`r.id`)},
      r.commit->>'id'
    from runs r join projects p on p.id = r.project_id
    where r.id = any(${wanted}) and ${here('r')} and ${there('p')}
    union all
    select run_outputs.id, 'file', '', run_outputs.path, null, null,
      ${recalledNow(sql`run_outputs.id`)} or ${recalledNow(sql`run_outputs.run_id`)}, null
    from run_outputs join runs r on r.id = run_outputs.run_id
    where run_outputs.id = any(${wanted}) and ${here('r')} and ${visibleOutputs(ctx, organizationId)}
    union all
    select * from (select distinct on (f.datum_id) f.datum_id, 'file', '', f.name, null::int, null,
        ${recalledNow(sql`f.datum_id`)}, null
      from dataset_version_files f join dataset_versions dv on dv.id = f.dataset_version_id
      join datasets d on d.id = dv.dataset_id
      where f.datum_id = any(${wanted}) and ${here('dv')} and ${there('d')}
        and not exists (select 1 from run_outputs o where o.id = f.datum_id)
      order by f.datum_id, dv.created_at, dv.id) files
    union all
    select dr.id, 'deployment_revision', d.slug, '', dr.number, ${deploymentState},
      ${recalledNow(sql`dr.id`)}, null
    from deployment_revisions dr join deployments d on d.id = dr.deployment_id
    where dr.id = any(${wanted}) and ${here('dr')}
    union all
    select x.id, 'external_data', x.uri, x.name, null, null, ${recalledNow(sql`x.id`)}, null
    from external_data x where x.id = any(${wanted}) and ${here('x')}
    union all
    select x.id, 'external_run', j.name, x.run_id, null, x.state::text, ${recalledNow(sql`x.id`)}, null
    from external_runs x join external_jobs j on j.id = x.job_id
    where x.id = any(${wanted}) and ${here('x')}`)
  return new Map(rows.map((row) => [row.id, described(slug, row)]))
}

function described(
  org: string,
  { id, kind, of, name, state, recalled, code, ...row }: Row,
): Described {
  const number = row.number ?? 0
  const told = { id, state, recalled, code, external: false }
  if (kind === 'version')
    return {
      ...{ ...told, kind, uri: versionUri(of, number), name: `${of} v${number}` },
      url: paths.version(org, of, number),
    }
  if (kind === 'dataset_version')
    return {
      ...{ ...told, kind, uri: datasetVersionUri(of, name), name: `${of} ${name}` },
      url: paths.datasetVersion(org, of, name),
    }
  if (kind === 'run')
    return {
      ...{ ...told, kind, uri: runUri(of, number), name: `${name || of} #${number}` },
      url: paths.run(org, of, number),
    }
  if (kind === 'file')
    return {
      ...{ ...told, kind, uri: `datum://${id}`, name: lastOf(name) },
      url: paths.datum(org, id),
    }
  if (kind === 'deployment_revision') {
    const page = paths.deploymentRevision(org, of, number)
    return { ...told, kind, uri: page, name: `${of} #${number}`, url: page }
  }
  if (kind === 'external_run')
    return {
      ...{ ...told, kind: 'run', uri: outsideRunUri(name), name: of, external: true },
      url: paths.outsideRun(org, id),
    }
  return {
    ...told,
    kind: isOutsideFile(of) ? 'file' : 'dataset_version',
    uri: of,
    name: isOutsideFile(of) ? lastOf(name) : name,
    url: paths.outsideData(org, id),
    external: true,
  }
}

/** The last part of a path. */
const lastOf = (path: string) => path.split('/').findLast((part) => part !== '') ?? path
