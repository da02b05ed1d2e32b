import { z } from 'zod'
import { query } from '../query'
import { DeploymentRef } from './find'
import { flagsOf } from './flag'
import { findSplit } from './load-split'

/** The flag of one deployment in flagd's format. */
export const FlagDefinition = z
  .object({
    $schema: z.string(),
    flags: z.record(
      z.string(),
      z.object({
        state: z.enum(['ENABLED', 'DISABLED']).describe('Disabled where it serves nothing'),
        variants: z.record(z.string(), z.string()).describe('model:// URIs by variant'),
        defaultVariant: z.string().nullable(),
        targeting: z.record(z.string(), z.unknown()).optional(),
        metadata: z
          .record(z.string(), z.union([z.string(), z.number()]))
          .describe('The revision, and the digest of each variant'),
      }),
    ),
  })
  .meta({ id: 'FlagDefinition', description: 'A flag in the format of flagd' })
export type FlagDefinition = z.infer<typeof FlagDefinition>

/**
 * The flag by which the hub answers for a deployment, for whoever evaluates it in their own process. Who gets
 * a variant that the caller may not see is left with their own default.
 */
export const getFlags = query({
  action: 'deployment.evaluate',
  input: DeploymentRef,
  load: (db, input, ctx) => findSplit(db, ctx, input),
  run: async ({ subject }): Promise<FlagDefinition> => flagsOf(subject.split),
})
