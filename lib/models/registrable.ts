import { and, desc, eq, sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { idOfSlug } from '../slugs'
import { OrganizationRef, Slug } from '../view'
import { allowedModels, visibleModels } from '../visibility'

const atMost = 200

/**
 * The live models that the caller may register versions of, to choose from: those of `project` first, then
 * by last change; 200 at most.
 */
export const listRegistrable = query({
  action: 'model.read',
  input: OrganizationRef.extend({ project: Slug.optional() }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }) {
    const { organizationId } = subject.organization
    const project = idOfSlug('project', organizationId, input.project ?? '')
    const ofProject = sql`exists (select 1 from model_projects mp
      where mp.model_id = models.id and mp.project_id = ${project})`
    return db
      .select({ slug: models.slug, name: models.name })
      .from(models)
      .where(
        and(
          eq(models.organizationId, organizationId),
          eq(models.life, 'live'),
          visibleModels(ctx, organizationId),
          allowedModels(ctx, organizationId, 'version.register'),
        ),
      )
      .orderBy(desc(ofProject), desc(models.updatedAt), desc(models.id))
      .limit(atMost)
  },
})
