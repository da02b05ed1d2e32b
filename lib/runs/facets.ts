import { sql } from 'drizzle-orm'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { countFacets, type Facet, type Facets, peopleOf, tagsOf } from '../search/facets'
import { readFilter } from '../search/read'
import { OrganizationRef } from '../view'
import { RunFilters } from './filters'
import { thoseRuns } from './search'

/** What there is among the runs of a list, counted. */
export const runFacets = query({
  action: 'run.read',
  input: OrganizationRef.extend(RunFilters.omit({ sort: true }).shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<Facets> {
    const filter = readFilter(input.q, 'runs')
    const { from, where } = thoseRuns(ctx, subject.organization.organizationId, {
      ...input,
      filter,
    })
    const those = {
      columns: sql`runs.id, runs.project_id, runs.state, runs.step, runs.tags, runs.created_by`,
      from,
      where,
      order: sql`runs.created_at desc, runs.id desc`,
    }
    return countFacets(db, those, facets)
  },
})

const facets: Facet[] = [
  { key: 'state', label: 'State', rows: sql`select f.state::text, f.state::text from found f` },
  {
    key: 'project',
    label: 'Project',
    rows: sql`select p.slug, p.name from found f join projects p on p.id = f.project_id`,
  },
  { key: 'step', label: 'Step', rows: sql`select f.step, f.step from found f where f.step <> ''` },
  { key: 'owner', label: 'Started by', rows: peopleOf(sql`f.created_by`) },
  { key: 'tag', label: 'Tag', rows: tagsOf },
]
