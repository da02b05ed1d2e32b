import { sql } from 'drizzle-orm'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { OrganizationRef } from '../view'

const atMost = 100

/** The names of the steps that ran in an organization, in order; the first 100. To choose from. */
export const listSteps = query({
  action: 'run.read',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject }): Promise<string[]> {
    const { organizationId } = subject.organization
    const next = (beyond: ReturnType<typeof sql>) => sql`(select step from runs
      where organization_id = ${organizationId} and step is not null and ${beyond}
      order by step limit 1)`
    // Goes from name to name by the index, past the many runs of each.
    const { rows } = await db.execute<{ step: string }>(sql`
      with recursive steps as (
        ${next(sql`true`)}
        union all select ${next(sql`step > steps.step`)} from steps where steps.step is not null
      ) select step from steps where step is not null limit ${atMost}`)
    return rows.map(({ step }) => step)
  },
})
