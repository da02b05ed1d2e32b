import { z } from 'zod'
import { grantScopeEnum } from '@/db/schema/tables'
import { RoleName } from '../members/view'

/** One way by which somebody holds a role on the thing in question. */
export const RolePath = z
  .object({
    role: RoleName,
    from: z.enum(grantScopeEnum.enumValues),
    project: z.string().nullable().describe('The project that the role comes from'),
    team: z
      .object({ slug: z.string(), name: z.string() })
      .nullable()
      .describe('The team that has the role; null where it was given to them'),
  })
  .meta({ id: 'RolePath' })
export type RolePath = z.infer<typeof RolePath>

const verdict = {
  may: z.boolean(),
  counts: z.boolean().describe('Whether what they do counts for the policy'),
  reason: z.string().nullable().describe('Why not, or why it does not count'),
  through: z.array(RolePath).describe('The roles that give it, nearest first'),
}

const PersonAnswer = z
  .object({
    person: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    ...verdict,
  })
  .meta({ id: 'WhoPerson' })
export type PersonAnswer = z.infer<typeof PersonAnswer>

const AccountAnswer = z
  .object({ account: z.object({ slug: z.string(), name: z.string() }), ...verdict })
  .meta({ id: 'WhoServiceAccount' })
export type AccountAnswer = z.infer<typeof AccountAnswer>

const TeamAnswer = z
  .object({
    team: z.object({ slug: z.string(), name: z.string() }),
    members: z.number().int(),
    through: z.array(RolePath),
  })
  .meta({ id: 'WhoTeam' })
export type TeamAnswer = z.infer<typeof TeamAnswer>

/** Who may do one thing in one place, and through what. */
export const Who = z
  .object({
    can: z.string(),
    needs: z.array(RoleName).describe('Any one of these roles'),
    rules: z.array(z.string()).describe('What the policy asks for besides, in words'),
    items: z.array(PersonAnswer),
    nextCursor: z.string().nullable(),
    teams: z.array(TeamAnswer),
    serviceAccounts: z.array(AccountAnswer),
  })
  .meta({ id: 'Who' })
export type Who = z.infer<typeof Who>

/** What one person may do in one place. */
export const MayDo = z
  .object({
    person: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    roles: z.array(RolePath),
    actions: z.array(z.object({ action: z.string(), ...verdict })),
  })
  .meta({ id: 'MayDo' })
export type MayDo = z.infer<typeof MayDo>
