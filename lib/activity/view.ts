import { z } from 'zod'
import { outcomes, vias } from '@/db/schema/tables'
import { ActorView, Instant, JsonValue } from '../view'

export const Event = z
  .object({
    id: z.string(),
    index: z.number().int().nullable().describe('Place in the sealed log'),
    at: Instant,
    actor: ActorView,
    onBehalfOf: ActorView.nullable(),
    via: z.enum(vias),
    action: z.string(),
    subject: z.object({
      kind: z.string(),
      id: z.string().nullable(),
      uri: z.string(),
      name: z.string().nullable().describe('Of the person that it is about, if it is about one'),
    }),
    outcome: z.enum(outcomes),
    reason: z.string().nullable().describe('Why it was refused'),
    note: z.string().nullable(),
    before: JsonValue,
    after: JsonValue,
    names: z
      .record(z.string(), z.string())
      .describe('Of the people, teams and service accounts whose ids stand in before and after'),
    requestId: z.string(),
    origin: z
      .object({
        ip: z.string().nullable(),
        userAgent: z.string().nullable(),
        client: z.string().nullable().describe('What the client said it is'),
      })
      .nullable()
      .describe('For admins and auditors only'),
  })
  .meta({ id: 'Event' })
export type Event = z.infer<typeof Event>

/** One event with what proves it. */
export const EventDetail = Event.extend({
  body: z
    .string()
    .nullable()
    .describe('The exact text that is hashed; null where it names a model that you may not see'),
  leaf: z
    .string()
    .nullable()
    .describe('Leaf hash in the log (RFC 6962), in base64; null until it is sealed'),
  proof: z.string().nullable().describe('Where its proof is, from the root of the hub'),
}).meta({ id: 'EventDetail' })
export type EventDetail = z.infer<typeof EventDetail>
