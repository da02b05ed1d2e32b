import { z } from 'zod'
import { RoleName } from '../members/view'
import { OrganizationRef, Slug } from '../view'

/** A group as the sign-in provider writes it; case and slashes count. */
export const GroupName = z
  .string()
  .trim()
  .min(1, 'Write the group as the sign-in provider writes it.')
  .max(300, 'A group has at most 300 characters.')
  .refine((text) => !text.includes('\0'), 'No NUL characters.')

export const GroupRef = OrganizationRef.extend({ group: GroupName })

const given = <T extends z.ZodType>(type: T) =>
  z
    .array(type)
    .max(50)
    .transform((chosen) => [...new Set(chosen)])
    .default([])

export const GroupGift = GroupRef.extend({
  roles: given(RoleName),
  teams: given(Slug).describe('Slugs of teams'),
}).refine(({ roles, teams }) => roles.length + teams.length > 0, {
  path: ['roles'],
  message: 'Choose at least one role or team, or remove the mapping.',
})

/** What belonging to a group of the sign-in provider gives. */
export const GroupMapping = z
  .object({
    group: z.string(),
    roles: z.array(RoleName),
    teams: z.array(z.object({ slug: z.string(), name: z.string() })),
  })
  .meta({ id: 'GroupMapping' })
export type GroupMapping = z.infer<typeof GroupMapping>
