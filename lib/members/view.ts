import { z } from 'zod'
import { roles } from '@/db/schema/tables'
import { Instant, PlainText } from '../view'

export const RoleName = z.enum(roles)

/** The roles of a member in the organization as a whole. */
export const Roles = z
  .array(RoleName)
  .min(1, 'Choose at least one role.')
  .max(20)
  .transform((chosen) => [...new Set(chosen)])

/** Lower case, as browsers take it in a field for e-mail addresses. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'An e-mail address has at most 254 characters.')
  .regex(z.regexes.html5Email, 'Write an e-mail address such as ana@example.com.')

export const PersonName = PlainText(200).min(1, 'Write a name.')

export const Member = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    roles: z.array(RoleName).describe('Their own, in the organization as a whole'),
    teams: z
      .array(z.object({ slug: z.string(), name: z.string(), roles: z.array(RoleName) }))
      .describe('That they are in, with what these hold in the organization as a whole'),
    createdAt: Instant,
    removedAt: Instant.nullable(),
    erased: z.boolean().describe('Nothing of them is kept but what they did'),
  })
  .meta({ id: 'Member' })
export type Member = z.infer<typeof Member>

export const NewMember = Member.extend({
  initialPassword: z
    .string()
    .nullable()
    .describe('To hand over to someone new here; shown once, kept nowhere'),
}).meta({ id: 'NewMember' })
export type NewMember = z.infer<typeof NewMember>
