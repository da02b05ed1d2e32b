import { z } from 'zod'
import { grantScopes } from '@/db/schema/tables'
import { VersionItem } from '../versions/view'
import { Ability, ActorView, Instant, Metrics } from '../view'

/** Someone, or a team, that is asked for a review. */
export const ReviewRequest = z
  .object({
    id: z.string(),
    person: ActorView.nullable(),
    team: z.object({ slug: z.string(), name: z.string() }).nullable(),
    by: ActorView.describe('Who asks'),
    note: z.string(),
    at: Instant,
  })
  .meta({ id: 'ReviewRequest' })
export type ReviewRequest = z.infer<typeof ReviewRequest>

export const ReviewRequests = z
  .object({ items: z.array(ReviewRequest) })
  .meta({ id: 'ReviewRequests' })

/** The parts of the list of reviews. */
export const shows = ['waiting', 'asked', 'overdue', 'all'] as const
export type Show = (typeof shows)[number]

/** Why a version stands in somebody's list. */
export const Why = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('requested'), by: z.string() }),
  z.object({
    kind: z.literal('team'),
    team: z.string(),
    by: z.string().nullable().describe('Who asked the team; null: the policy does'),
  }),
  z.object({
    kind: z.literal('role'),
    scope: z.enum(grantScopes),
    name: z.string().nullable().describe('Slug of the project'),
  }),
])
export type Why = z.infer<typeof Why>

/** A version that is to be decided on, with the one it is held against. */
export const ReviewItem = VersionItem.extend({
  modelName: z.string(),
  current: z
    .object({ version: z.number().int(), metrics: Metrics })
    .nullable()
    .describe('The highest other approved version, to compare with'),
  canDecide: Ability.describe('Whether an approval of yours would count'),
  approvals: z.object({
    needed: z.number().int(),
    given: z.number().int(),
    by: z.array(z.object({ by: ActorView, teams: z.array(z.string()), stale: z.boolean() })),
    missing: z.string().nullable().describe('What is still needed, in words'),
  }),
  requests: z.array(ReviewRequest).describe('Who is asked and has not decided'),
  why: z.array(Why).describe('Why it waits for you, the most pressing first'),
}).meta({ id: 'ReviewItem' })
export type ReviewItem = z.infer<typeof ReviewItem>
