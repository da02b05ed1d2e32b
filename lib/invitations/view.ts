import { z } from 'zod'
import { Email, RoleName } from '../members/view'
import { ActorView, Instant, OrganizationRef, Slug } from '../view'

export const mostInvitationDays = 30

export const invitationStates = ['open', 'used', 'expired', 'revoked'] as const
export type InvitationState = (typeof invitationStates)[number]

const given = <T extends z.ZodType>(type: T) =>
  z
    .array(type)
    .max(20)
    .transform((chosen) => [...new Set(chosen)])
    .default([])

export const InvitationRequest = OrganizationRef.extend({
  email: Email.nullish().describe(
    'Only someone of this address may join; left out: whoever has the link, with an account that they have here or at the sign-in provider',
  ),
  roles: given(RoleName),
  teams: given(Slug).describe('Slugs of teams'),
  days: z.coerce
    .number('Write a number of days.')
    .int('Write a whole number of days.')
    .min(1, `From 1 to ${mostInvitationDays} days.`)
    .max(mostInvitationDays, `From 1 to ${mostInvitationDays} days.`)
    .default(7)
    .describe('How long the link is good'),
}).refine(({ roles, teams }) => roles.length + teams.length > 0, {
  path: ['roles'],
  message: 'Choose at least one role or team.',
})

export const Invitation = z
  .object({
    id: z.string(),
    email: z.string().nullable(),
    roles: z.array(RoleName),
    teams: z.array(z.object({ slug: z.string(), name: z.string() })),
    state: z.enum(invitationStates),
    invitedBy: ActorView,
    createdAt: Instant,
    expiresAt: Instant,
    acceptedAt: Instant.nullable(),
    acceptedBy: ActorView.nullable(),
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.infer<typeof Invitation>

export const NewInvitation = Invitation.extend({
  secret: z.string().describe('Part of the link; shown once, kept nowhere'),
  url: z.string().describe('The link to hand over; good for one person'),
}).meta({ id: 'NewInvitation' })
export type NewInvitation = z.infer<typeof NewInvitation>
