import { z } from 'zod'
import { RunItem } from '../runs/view'
import { Instant } from '../view'

/** A run as its experiment lists it. */
export const TrackedItem = RunItem.extend({
  name: z.string(),
  reportedUser: z.string().describe('Who the client says it is; empty where it says nothing'),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  params: z
    .record(z.string(), z.string())
    .describe('As texts; 50 at most, and 200 characters of each'),
  /** Whether it stands below the run that it is nested in. */
  nested: z.boolean(),
  parent: z.object({ run: z.number().int(), name: z.string() }).nullable(),
  children: z
    .object({ count: z.number().int(), more: z.boolean() })
    .describe('Runs that are nested in it'),
  deletedAt: Instant.nullable(),
})
export type TrackedItem = z.infer<typeof TrackedItem>
