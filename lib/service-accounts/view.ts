import { z } from 'zod'
import { RoleName } from '../members/view'
import { ActorView, Instant, Slug } from '../view'

/** A slug that is no page beside those of the service accounts. */
export const ServiceAccountSlug = Slug.refine((slug) => slug !== 'new', 'new is reserved.')

/** A job or a service that acts by roles of its own, and never decides. */
export const ServiceAccount = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    owner: ActorView.describe('Who answers for it; four eyes count it as them'),
    roles: z.array(RoleName).describe('Held in the organization as a whole'),
    tokens: z.number().int().describe('Those that still work'),
    createdAt: Instant,
    disabledAt: Instant.nullable(),
  })
  .meta({ id: 'ServiceAccount' })
export type ServiceAccount = z.infer<typeof ServiceAccount>
