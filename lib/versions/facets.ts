import { sql } from 'drizzle-orm'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { countFacets, type Facet, type Facets, peopleOf, tagsOf } from '../search/facets'
import { livesOf, readFilter } from '../search/read'
import { searchVersions, thoseVersions } from './search'

/** What there is among the versions of a search, counted. */
export const versionFacets = query({
  action: 'version.read',
  input: searchVersions.input.pick({ org: true, q: true, life: true }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<Facets> {
    const filter = readFilter(input.q, 'versions')
    const { from, where } = await thoseVersions(
      db,
      ctx,
      subject.organization.organizationId,
      filter,
    )
    const life = livesOf(filter, input.life)
    const those = {
      columns: sql`versions.id, versions.model_id, versions.run_id, versions.state, versions.tags,
        versions.registered_by`,
      from,
      where: sql`${where} and models.life = any(${life}) and versions.life = any(${life})`,
      order: sql`versions.created_at desc, versions.id desc`,
    }
    return countFacets(db, those, facets)
  },
})

const facets: Facet[] = [
  { key: 'state', label: 'State', rows: sql`select f.state::text, f.state::text from found f` },
  {
    key: 'model',
    label: 'Model',
    rows: sql`select m.slug, m.name from found f join models m on m.id = f.model_id`,
  },
  {
    key: 'project',
    label: 'Project',
    rows: sql`select p.slug, p.name from found f join model_projects mp on mp.model_id = f.model_id
      join projects p on p.id = mp.project_id where ${there('p')}`,
  },
  { key: 'tag', label: 'Tag', rows: tagsOf },
  { key: 'owner', label: 'Registered by', rows: peopleOf(sql`f.registered_by`) },
  {
    key: 'dataset',
    label: 'Dataset',
    rows: sql`select name, name from (select distinct f.id, d.slug || '/' || dv.name as name from found f
      join run_inputs i on i.run_id = f.run_id
      join dataset_versions dv on dv.id = i.dataset_version_id
      join datasets d on d.id = dv.dataset_id where ${there('d')}) took`,
  },
  {
    key: 'alias',
    label: 'Alias',
    rows: sql`select a.name, a.name from found f join aliases a on a.version_id = f.id
      union all select 'latest', 'latest' from found f join models m on m.latest_version_id = f.id`,
  },
]
