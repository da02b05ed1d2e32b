import { sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { OrganizationRef, Sha256 } from '../view'
import { visibleModels } from '../visibility'
import { noteDownload } from './download'

const atMost = 20

/** The versions that the caller sees and that hold these bytes; the newest 20. */
const versionsHolding = query({
  action: 'version.use',
  input: OrganizationRef.extend({ sha256: Sha256 }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }) {
    const { organizationId } = subject.organization
    const { rows } = await db.execute<{ model: string; version: number }>(sql`
      select ${models.slug} as model, v.number as version
      from versions v join ${models} on ${models.id} = v.model_id
      where v.id in (select f.version_id from version_files f where f.sha256 = ${input.sha256})
        and v.organization_id = ${organizationId}
        and ${there('v', 'models')} and ${visibleModels(ctx, organizationId)}
      order by v.created_at desc, v.id desc limit ${atMost}`)
    return rows
  },
})

/** Notes that bytes were fetched by digest or from a run, as a use of each version that holds them. */
export async function noteBytes(ctx: Ctx, org: string, sha256: string): Promise<void> {
  for (const held of await versionsHolding(ctx, { org, sha256 })) await noteDownload(ctx, org, held)
}
