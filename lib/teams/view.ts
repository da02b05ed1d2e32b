import { z } from 'zod'
import { RoleName } from '../members/view'
import { Instant, Slug } from '../view'

/** A slug that is no page beside those of the teams. */
export const TeamSlug = Slug.refine((slug) => slug !== 'new', 'new is reserved.')

/** Several people who hold roles together, and who a policy may name. */
export const Team = z
  .object({
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    members: z.number().int(),
    roles: z.array(RoleName).describe('Held in the organization as a whole'),
    createdAt: Instant,
  })
  .meta({ id: 'Team' })
export type Team = z.infer<typeof Team>

export const TeamMember = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    givenBy: z
      .enum(['hand', 'group'])
      .describe('group: by a group of the sign-in provider, which takes it back as well'),
    createdAt: Instant,
  })
  .meta({ id: 'TeamMember' })
export type TeamMember = z.infer<typeof TeamMember>
