/** The same rows as a search finds, asked for by hand: with nothing that the hub adds, such as who sees what. */

const item = `v.*, m.slug, m.name, p.name as by,
  (select json_object_agg(x.key, x.value) from version_metrics x where x.version_id = v.id) as metrics,
  (select sum(f.size) from version_files f where f.version_id = v.id) as size`

const beside = `join models m on m.id = v.model_id join people p on p.id = v.registered_by`
const here = `(select id from organizations)`
const live = `v.life = 'live' and m.life = 'live' and v.organization_id = ${here} and m.organization_id = ${here}`

const versions = (where: string, order = 'v.created_at desc, v.id desc') =>
  `select ${item} from versions v ${beside} where ${live} and ${where} order by ${order} limit 51`

const measured = (key: string, is: string) =>
  `v.id in (select x.version_id from version_metrics x
    where x.organization_id = v.organization_id and x.key = '${key}' and x.value ${is})`

const speaks = (tsquery: string) =>
  `(v.model_id in (select id from search_documents where kind = 'model' and words @@ '${tsquery}'::tsquery)
    or v.id in (select id from search_documents where kind = 'version' and words @@ '${tsquery}'::tsquery))`

const fromDataset = (slug: string, name: string) =>
  `v.run_id in (select i.run_id from run_inputs i join dataset_versions dv on dv.id = i.dataset_version_id
    join datasets d on d.id = dv.dataset_id where d.slug = '${slug}' and dv.name = '${name}')`

const models = (where: string, order = 'm.updated_at desc, m.id desc') =>
  `select m.*, p.name as owner, to_json(n) as newest, to_json(l) as latest,
      array(select pr.slug from model_projects mp join projects pr on pr.id = mp.project_id
        where mp.model_id = m.id) as projects
    from models m join people p on p.id = m.owner_id
    left join versions n on n.id = m.newest_version_id left join versions l on l.id = m.latest_version_id
    where m.organization_id = (select id from organizations) and m.life = 'live' and ${where}
    order by ${order} limit 51`

const first = (those: string, parts: readonly string[]) =>
  `with found as materialized (${those} limit 1000)
    ${parts.map((part) => `(select value, count(*) from (${part}) r(value) group by 1 order by 2 desc limit 20)`).join(' union all ')}`

const ofVersions = [
  `select f.state::text from found f`,
  `select m.slug from found f join models m on m.id = f.model_id`,
  `select p.slug from found f join model_projects mp on mp.model_id = f.model_id
    join projects p on p.id = mp.project_id`,
  `select t from found f, unnest(f.tags) t`,
  `select p.email from found f join people p on p.id = f.registered_by`,
  `select d.slug || dv.name from found f join run_inputs i on i.run_id = f.run_id
    join dataset_versions dv on dv.id = i.dataset_version_id join datasets d on d.id = dv.dataset_id`,
  `select a.name from found f join aliases a on a.version_id = f.id`,
]
const ofModels = [
  `select v.state::text from found f join versions v on v.id = f.newest_version_id`,
  `select p.slug from found f join model_projects mp on mp.model_id = f.id
    join projects p on p.id = mp.project_id`,
  `select t from found f, unnest(f.tags) t`,
  `select p.email from found f join people p on p.id = f.owner_id`,
  `select a.name from found f join aliases a on a.version_id = f.newest_version_id`,
  `select mf.value #>> '{}' from found f join model_fields mf on mf.model_id = f.id`,
]
const newest = (where: string) =>
  `select v.* from versions v join models m on m.id = v.model_id where ${live} and ${where}
    order by v.created_at desc, v.id desc`

/** By the names in `lists.ts`. */
export const bareSearches: Record<string, string> = {
  inventory: models('true'),
  'inventory, a metric of the newest': models(`exists (select 1 from version_metrics x
    where x.version_id = m.newest_version_id and x.key = 'accuracy' and x.value > 0.99)`),
  'inventory, a metric of any version': models(`exists (select 1 from versions v
    join version_metrics x on x.version_id = v.id where v.model_id = m.id and v.life = 'live'
      and x.organization_id = m.organization_id and x.key = 'accuracy' and x.value > 0.999)`),
  'inventory, by a metric': models(
    `m.id in (select m.id from models m join version_metrics x on x.version_id = m.newest_version_id
      where x.key = 'accuracy' and m.organization_id = ${here} and m.life = 'live'
      order by x.value desc, m.id desc limit 51)`,
  ),
  'all versions': versions('true'),
  'all versions, state': versions(`v.state = 'rejected'`),
  'all versions, a common metric': versions(measured('accuracy', '> 0.1')),
  'all versions, a rare metric': versions(measured('accuracy', '> 0.9999')),
  'all versions, two metrics': versions(
    `${measured('accuracy', '> 0.9')} and ${measured('rmse', '< 0.1')}`,
  ),
  'all versions, a parameter': versions(`v.id in (select x.version_id from version_params x
    where x.organization_id = v.organization_id and x.key = 'depth' and x.number <= 1)`),
  'all versions, a dataset version': versions(fromDataset('dataset-2', '2026.1')),
  'all versions, metric and dataset': versions(
    `${measured('accuracy', '> 0.9')} and ${fromDataset('dataset-1', '2026.1')}`,
  ),
  'all versions, an owner': versions(`p.name = 'Person 3'`),
  'all versions, a project': versions(`m.id in (select mp.model_id from model_projects mp
    join projects pr on pr.id = mp.project_id where pr.slug = 'project-3')`),
  'all versions, a tag': versions(`v.tags @> array['nightly']`),
  'all versions, an alias': versions(
    `v.id in (select a.version_id from aliases a where a.name = 'champion')`,
  ),
  'all versions, a common word': versions(speaks('ranker:*')),
  'all versions, a mistyped word': versions(speaks('turbine')),
  'all versions, a word of many notes': versions(speaks('retrained:*')),
  'all versions, a word of few notes': versions(speaks('quarantined:*')),
  'all versions, this or that': versions(
    `(v.state = 'pending' or ${measured('accuracy', '> 0.9999')})`,
  ),
  'all versions, by a metric': `select ${item} from version_metrics s
    join versions v on v.id = s.version_id ${beside}
    where ${live} and s.organization_id = v.organization_id and s.key = 'accuracy' and s.value < 'NaN'
    order by s.value desc, s.version_id desc limit 51`,
  'all versions, by model': versions('true', 'm.name, m.id, v.number'),
  'all versions, by decision': versions('v.decided_at is not null', 'v.decided_at desc, v.id desc'),
  'facets of models': first(
    `select m.* from models m where m.organization_id = (select id from organizations)
      and m.life = 'live' order by m.updated_at desc, m.id desc`,
    ofModels,
  ),
  'facets of versions': first(newest('true'), ofVersions),
  'facets of versions, a metric': first(newest(measured('accuracy', '> 0.9')), ofVersions),
}
