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
    subject: z.object({ kind: z.string(), uri: z.string() }),
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
      .object({ ip: z.string().nullable(), client: z.string().nullable() })
      .nullable()
      .describe('For admins and auditors only'),
  })
  .meta({ id: 'Event' })
export type Event = z.infer<typeof Event>
