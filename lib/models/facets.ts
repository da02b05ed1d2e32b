import { sql } from 'drizzle-orm'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { countFacets, eachHas, type Facet, type Facets, peopleOf, tagsOf } from '../search/facets'
import { readFilter } from '../search/read'
import { OrganizationRef } from '../view'
import { ModelSearch, thoseModels } from './search'

/** What there is among the models of a list, counted; states and aliases are those of the versions that they are matched by. */
export const modelFacets = query({
  action: 'model.read',
  input: OrganizationRef.extend(ModelSearch.omit({ sort: true }).shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<Facets> {
    const { organizationId } = subject.organization
    const filter = readFilter(input.q, 'models')
    const { from, where } = await thoseModels(db, ctx, organizationId, { ...input, filter })
    const pointer =
      input.match === 'approved' ? sql`models.latest_version_id` : sql`models.newest_version_id`
    const those = {
      columns: sql`models.id, models.tags, models.owner_id, ${pointer} as version_id`,
      from,
      where,
      order: sql`models.updated_at desc, models.id desc`,
    }
    // Where any version will do, none of a model's speaks for it.
    const counted = input.match === 'any' ? facets.filter(({ key }) => !ofVersion.has(key)) : facets
    return countFacets(db, those, counted, choices)
  },
})

const ofVersion = new Set(['state', 'alias'])

const facets: Facet[] = [
  {
    key: 'state',
    label: 'State',
    rows: sql`select has.state, has.state
      ${eachHas(sql`select v.state::text from versions v where v.id = f.version_id`)}`,
  },
  {
    key: 'project',
    label: 'Project',
    rows: sql`select has.* ${eachHas(sql`select p.slug, p.name from model_projects mp
      join projects p on p.id = mp.project_id where mp.model_id = f.id and ${there('p')}`)}`,
  },
  { key: 'tag', label: 'Tag', rows: tagsOf },
  { key: 'owner', label: 'Owner', rows: peopleOf(sql`f.owner_id`) },
  {
    key: 'alias',
    label: 'Alias',
    rows: sql`select has.name, has.name
      ${eachHas(sql`select a.name from aliases a where a.version_id = f.version_id
        union all select 'latest' from models m where m.latest_version_id = f.version_id`)}`,
  },
]

const choices = sql`select 'field.' || fd.key, fd.label, has.value, has.value
  ${eachHas(sql`select mf.field_id, mf.value #>> '{}' as value from model_fields mf
    where mf.model_id = f.id`)}
  join field_definitions fd on fd.id = has.field_id
  where fd.kind = 'choice' and fd.removed_at is null`
