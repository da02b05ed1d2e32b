import { sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { versionUri } from '../uri'
import { OrganizationRef } from '../view'
import { visibleModels } from '../visibility'

const mostModels = 100
const mostOfEach = 5

/** What a form offers to choose from; anything else may be written as well. */
export interface Choices {
  /** URIs of versions that are approved now, the models that changed last first. */
  versions: string[]
  targets: string[]
}

/** The targets that deployments have, and the versions that one may be made of. */
export const listChoices = query({
  action: 'deployment.read',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, ctx }): Promise<Choices> {
    const { organizationId } = subject.organization
    const { rows } = await db.execute<{
      targets: string[]
      models: { slug: string; numbers: number[] }[]
    }>(sql`
      select
        coalesce((select json_agg(target order by target) from (
          select distinct target from deployments
          where organization_id = ${organizationId} order by target limit 50) t), '[]') as targets,
        coalesce((select json_agg(json_build_object('slug', m.slug, 'numbers', m.numbers)) from (
          select models.slug, array(select v.number from versions v
              where v.model_id = models.id and v.state = 'approved' and v.life = 'live'
              order by v.number desc limit ${mostOfEach}) as numbers
          from ${models}
          where ${models.organizationId} = ${organizationId} and ${there('models')}
            and models.life = 'live' and models.latest_version_id is not null
            and ${visibleModels(ctx, organizationId)}
          order by models.updated_at desc, models.id desc limit ${mostModels}) m), '[]') as models`)
    const [found = { targets: [], models: [] }] = rows
    return {
      targets: found.targets,
      versions: found.models.flatMap(({ slug, numbers }) => [
        `model://${slug}/latest`,
        ...numbers.map((number) => versionUri(slug, number)),
      ]),
    }
  },
})
