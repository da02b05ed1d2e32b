import { z } from 'zod'
import { grantScopeEnum } from '@/db/schema/tables'
import { RoleName } from '../members/view'

/** The roles that hold on one model or project; the others concern the organization as a whole. */
export const grantableRoles = ['reader', 'contributor', 'maintainer', 'approver'] as const

export const GrantableRole = z.enum(grantableRoles, {
  error: ({ input }) =>
    input === 'admin' || input === 'auditor'
      ? `${input} holds for the whole organization: give it under Settings → Members.`
      : `Give one of ${grantableRoles.join(', ')}.`,
})
export type GrantableRole = z.infer<typeof GrantableRole>

const GrantedPerson = z.object({ id: z.string(), name: z.string(), email: z.string() })

/** A role given to someone on one model or project. */
export const Grant = z
  .object({ id: z.string(), person: GrantedPerson, role: GrantableRole })
  .meta({ id: 'Grant' })
export type Grant = z.infer<typeof Grant>

/** Someone who has a role here, with where each role comes from. */
export const Access = z
  .object({
    person: GrantedPerson,
    grants: z.array(
      z.object({
        role: RoleName,
        from: z.enum(grantScopeEnum.enumValues),
        project: z.string().nullable().describe('The project that the role comes from'),
        id: z.string().nullable().describe('Of what was given right here: to revoke it by'),
      }),
    ),
  })
  .meta({ id: 'Access' })
export type Access = z.infer<typeof Access>

/** What a form sent as a role, which the command judges. */
export const grantableOf = (text: string) => text as GrantableRole
