import { sql } from 'drizzle-orm'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { countFacets, eachHas, type Facet, type Facets, peopleOf, tagsOf } from '../search/facets'
import { readFilter } from '../search/read'
import { thoseVersions, VersionsOf } from './search'

/** What there is among the versions of a search, counted. */
export const versionFacets = query({
  action: 'version.read',
  input: VersionsOf,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<Facets> {
    const filter = readFilter(input.q, 'versions')
    const { organizationId } = subject.organization
    const those = await thoseVersions(db, ctx, organizationId, { ...input, filter })
    const counted = {
      columns: sql`versions.id, versions.model_id, versions.run_id, versions.state, versions.tags,
        versions.registered_by`,
      ...those,
      order: sql`versions.created_at desc, versions.id desc`,
    }
    return countFacets(db, counted, facets)
  },
})

const facets: Facet[] = [
  { key: 'state', label: 'State', rows: sql`select f.state::text, f.state::text from found f` },
  {
    key: 'model',
    label: 'Model',
    rows: sql`select has.* ${eachHas(sql`select m.slug, m.name from models m where m.id = f.model_id`)}`,
  },
  {
    key: 'project',
    label: 'Project',
    rows: sql`select has.* ${eachHas(sql`select p.slug, p.name from model_projects mp
      join projects p on p.id = mp.project_id where mp.model_id = f.model_id and ${there('p')}`)}`,
  },
  { key: 'tag', label: 'Tag', rows: tagsOf },
  { key: 'owner', label: 'Registered by', rows: peopleOf(sql`f.registered_by`) },
  {
    key: 'dataset',
    label: 'Dataset',
    rows: sql`select name, name from (
      select distinct f.id, d.slug || '/' || dv.name as name
      ${eachHas(sql`select i.dataset_version_id as id from run_inputs i
        where i.run_id = f.run_id and i.dataset_version_id is not null`)}
      join dataset_versions dv on dv.id = has.id
      join datasets d on d.id = dv.dataset_id where ${there('d')}) took`,
  },
  {
    key: 'alias',
    label: 'Alias',
    rows: sql`select has.name, has.name ${eachHas(sql`select a.name from aliases a
        where a.version_id = f.id
      union all select 'latest' from models m where m.latest_version_id = f.id`)}`,
  },
]
