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

/** A team or a service account by name. */
const Named = z.object({ slug: z.string(), name: z.string() })

/** Who holds a role: one of the three. */
const holder = {
  person: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  team: Named.nullable(),
  serviceAccount: Named.nullable(),
}
export type Holder = z.infer<z.ZodObject<typeof holder>>

/** A role given to somebody on one model or project, or in the organization as a whole. */
export const Grant = z.object({ id: z.string(), ...holder, role: RoleName }).meta({ id: 'Grant' })
export type Grant = z.infer<typeof Grant>

/** A member, a team or a service account with a role here, and where each of their roles comes from. */
export const Access = z
  .object({
    ...holder,
    grants: z.array(
      z.object({
        role: RoleName,
        from: z.enum(grantScopeEnum.enumValues),
        project: z.string().nullable().describe('The project that the role comes from'),
        through: Named.nullable().describe('The team that they hold it through'),
        id: z.string().nullable().describe('Of what was given right here: to revoke it by'),
      }),
    ),
  })
  .meta({ id: 'Access' })
export type Access = z.infer<typeof Access>

/** What a form sent as a role, which the command judges. */
export const roleOf = (text: string) => text as z.infer<typeof RoleName>
export const grantableOf = (text: string) => text as GrantableRole

/** Who a form named: an e-mail address, `team:<slug>` or `account:<slug>`. */
export function holderSent(text: string) {
  const [, kind, slug] = /^\s*(team|account):\s*(.*?)\s*$/.exec(text) ?? []
  if (kind === 'team') return { team: slug }
  return kind === 'account' ? { serviceAccount: slug } : { person: text }
}
