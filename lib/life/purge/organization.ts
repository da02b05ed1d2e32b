import { organizations } from '@/db/schema/tables'

/** What a membership is made of; the hub itself holds no roles in it. */
export const organizationColumns = {
  organizationId: organizations.id,
  slug: organizations.slug,
  name: organizations.name,
  fourEyes: organizations.fourEyes,
}
