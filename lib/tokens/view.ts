import { z } from 'zod'
import { scopes } from '@/db/schema/tables'
import { ActorView, Instant } from '../view'

export const ScopeName = z.enum(scopes)

export const Token = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    owner: ActorView,
    serviceAccount: z
      .object({ slug: z.string(), name: z.string() })
      .nullable()
      .describe('Whose roles it acts by, where those are not its owner’s'),
    scopes: z.array(ScopeName),
    models: z.array(z.string()).nullable(),
    createdAt: Instant,
    expiresAt: Instant,
    lastUsedAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'Token' })
export type Token = z.infer<typeof Token>

export const NewToken = Token.extend({
  secret: z.string().describe('Shown once; kept nowhere'),
}).meta({ id: 'NewToken' })
export type NewToken = z.infer<typeof NewToken>
