import { z } from 'zod'
import { release } from '@/db/release'

/** What `GET /version` and `hub version` show. */
export const HubVersion = z
  .object({
    version: z.string().describe('Of the program that serves'),
    schema: z.string().describe('The last migration that it knows'),
    api: z.literal('v1'),
  })
  .meta({ id: 'HubVersion' })
export type HubVersion = z.infer<typeof HubVersion>

/** The version of this hub. Anybody may ask: the source is public, and a program must know whom it talks to. */
export const hubVersion: HubVersion = { ...release, api: 'v1' }
