import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import { datasetVersionUri } from '../datasets/find'
import { there } from '../life/there'
import { paths } from '../paths'
import { formatUri, runUri, versionUri } from '../uri'
import { visibleModels } from '../visibility'
import type { Node } from './edges'
import { isOutsideFile, outsideRunUri } from './external'
import { recalledNow } from './recalled'
import { deploymentState } from './serving'
import type { Affected, ImpactItem } from './view'

/** What a list of affected things is sorted by: its kind, its name, its place among those of that name. */
export interface ItemKey {
  rank: number
  name: string
  place: number
  id: string
}

export interface ItemRow extends ItemKey {
  /** The node that is affected: that of the version, for an alias; a revision, for a deployment. */
  node: string
  /** The part after the name, of a dataset version or an alias; for what lies outside the whole name. */
  label: string
  state: string | null
  recalled: boolean
}

/** What a cursor holds of a name from outside, which may be long. */
const keyLength = 60

const ranks = {
  serving: 0,
  alias: 1,
  dataAlias: 2,
  version: 3,
  data: 4,
  run: 5,
  outsideData: 6,
  outsideRun: 7,
  served: 8,
}

/** Not a parameter: PostgreSQL would take it for text. */
const rank = (of: keyof typeof ranks) => sql.raw(String(ranks[of]))

/**
 * The things that the caller sees among the nodes of the query `reach(kind, id)`, but for files of ours:
 * they are parts of what is told. Aliases come along with what they point at, and a deployment stands for
 * its revisions: for that in force where it is among them. A select with the columns of an `ItemRow`, but
 * whether it is recalled, and `owner_id`.
 */
export function affectedItems(ctx: Ctx, organizationId: string, root: SQL): SQL {
  // As one list, which reads an index in its order; row by row it would be looked up for each. Models
  // likewise: they are fewer than their versions.
  const of = (kind: Node['kind']) =>
    sql`any((select ids from listed where kind = ${kind}::node_kind)::uuid[])`
  const models = sql`join seen on seen.id = v.model_id and ${there('v')}`
  const data = sql`join datasets d on d.id = dv.dataset_id
    and dv.organization_id = ${organizationId} and ${there('d')}`
  return sql`
    with listed as materialized (select kind, array_agg(id) as ids from reach group by kind),
    seen as materialized (select models.id, models.slug, models.owner_id from models
      where models.organization_id = ${organizationId} and ${there('models')}
        and ${visibleModels(ctx, organizationId)})
    select ${rank('alias')} as rank, seen.slug as name, 0 as place, v.id::text || a.name as id,
      v.id as node, a.name as label, v.state::text as state, seen.owner_id
    from aliases a join versions v on v.id = a.version_id ${models}
    where a.version_id = ${of('version')}
    union all
    select ${rank('dataAlias')}, d.slug, 0, dv.id::text || a.name, dv.id, a.name, null, d.created_by
    from dataset_aliases a join dataset_versions dv on dv.id = a.dataset_version_id ${data}
    where a.dataset_version_id = ${of('dataset_version')}
    union all
    select ${rank('version')}, seen.slug, -v.number, v.id::text, v.id, '', v.state::text, seen.owner_id
    from versions v ${models} where v.id = ${of('version')} and v.id <> ${root}
    union all
    select ${rank('data')}, d.slug, -dv.position, dv.id::text, dv.id, dv.name, null, d.created_by
    from dataset_versions dv ${data} where dv.id = ${of('dataset_version')} and dv.id <> ${root}
    union all
    select ${rank('run')}, p.slug, -r.number, r.id::text, r.id, '', r.state::text, r.created_by
    from runs r join projects p on p.id = r.project_id and ${there('p')}
    where r.id = ${of('run')} and r.organization_id = ${organizationId} and r.id <> ${root}
    union all
    select ${rank('outsideData')}, left(x.uri, ${keyLength}), 0, x.id::text, x.id, x.uri, null, null
    from external_data x
    where x.id = ${of('external_data')} and x.id <> ${root} and x.organization_id = ${organizationId}
    union all
    select ${rank('outsideRun')}, left(x.run_id, ${keyLength}), 0, x.id::text, x.id, x.run_id,
      x.state::text, null
    from external_runs x
    where x.id = ${of('external_run')} and x.id <> ${root} and x.organization_id = ${organizationId}
    union all
    select * from (
      select distinct on (d.id) case when dr.id = d.current_revision_id then ${rank('serving')}
          else ${rank('served')} end, d.slug, 0, d.id::text, dr.id, '', ${deploymentState}, d.created_by
      from deployment_revisions dr join deployments d on d.id = dr.deployment_id
      where dr.id = ${of('deployment_revision')} and dr.id <> ${root}
        and dr.organization_id = ${organizationId}
      order by d.id, dr.id = d.current_revision_id desc, dr.number desc) deployment`
}

/** How many there are of each kind, as `counted()` reads it. */
export const countItems = (items: SQL): SQL =>
  sql`select item.rank, count(*)::int as count from (${items}) item group by item.rank`

export function counted(rows: readonly { rank: number; count: number }[]): Affected {
  const sum = (...of: number[]) =>
    rows.filter(({ rank }) => of.includes(rank)).reduce((all, { count }) => all + count, 0)
  return {
    deployments: sum(ranks.serving),
    pastDeployments: sum(ranks.served),
    aliases: sum(ranks.alias, ranks.dataAlias),
    versions: sum(ranks.version),
    datasetVersions: sum(ranks.data),
    runs: sum(ranks.run, ranks.outsideRun),
    files: sum(ranks.outsideData),
  }
}

/** Whether the thing of a row `i` bears a warning now. */
export const itemRecalled = recalledNow(sql`i.node`)

export function itemView(
  org: string,
  { rank, name, place, label, node }: ItemRow,
): Pick<ImpactItem, 'kind' | 'uri'> & { url: string } {
  const number = -place
  if (rank === ranks.serving || rank === ranks.served) {
    const page = paths.deployment(org, name)
    return { kind: 'deployment', uri: page, url: page }
  }
  if (rank === ranks.alias) {
    const version = { kind: 'alias', name: label } as const
    const rest = { organization: null, digest: null, file: null, at: null }
    const uri = formatUri({ kind: 'model', model: name, version, ...rest })
    return { kind: 'alias', uri, url: paths.model(org, name) }
  }
  if (rank === ranks.dataAlias) {
    const url = paths.datasetVersion(org, name, label)
    return { kind: 'alias', uri: datasetVersionUri(name, label), url }
  }
  if (rank === ranks.version)
    return {
      ...{ kind: 'version', uri: versionUri(name, number) },
      url: paths.version(org, name, number),
    }
  if (rank === ranks.data)
    return {
      ...{ kind: 'dataset_version', uri: datasetVersionUri(name, label) },
      url: paths.datasetVersion(org, name, label),
    }
  if (rank === ranks.run)
    return { kind: 'run', uri: runUri(name, number), url: paths.run(org, name, number) }
  if (rank === ranks.outsideRun)
    return { kind: 'run', uri: outsideRunUri(label), url: paths.outsideRun(org, node) }
  return {
    kind: isOutsideFile(label) ? 'file' : 'dataset_version',
    uri: label,
    url: paths.outsideData(org, node),
  }
}
