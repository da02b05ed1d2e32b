import { z } from 'zod'
import { revisionKinds, states } from '@/db/schema/tables'
import { ActorView, Instant } from '../view'

/** One version of a split with its part of the traffic. */
export const Variant = z
  .object({
    name: z.string().describe('What evaluation answers as the variant'),
    uri: z.string().describe('model:// URI of the version'),
    model: z.string(),
    version: z.int(),
    digest: z.string().describe('sha256: and the digest of its manifest'),
    weight: z.int().describe('Percent of the traffic'),
    asked: z.string().describe('The URI that it was asked by, which following goes by'),
    state: z.enum(states).describe('What the version is by now'),
  })
  .meta({ id: 'Variant' })
export type Variant = z.infer<typeof Variant>

/** A traffic split, for ever as it was made. */
export const Revision = z
  .object({
    deployment: z.string(),
    revision: z.int().describe('Its number: 1, 2, 3…'),
    kind: z.enum(revisionKinds),
    rolledBackTo: z.int().nullable().describe('Of a rollback: the revision that it repeats'),
    target: z.string(),
    variants: z.array(Variant).describe('None: it serves nothing'),
    hidden: z.int().describe('How many more variants there are, of models that you may not see'),
    note: z.string(),
    by: ActorView,
    at: Instant,
  })
  .meta({ id: 'DeploymentRevision' })
export type Revision = z.infer<typeof Revision>

/** What serves under a name now. */
export const Deployment = z
  .object({
    name: z.string().describe('The key of its flag'),
    project: z.string(),
    target: z.string(),
    description: z.string(),
    follows: z
      .boolean()
      .describe('Whether it moves with the names that its variants were asked by'),
    followProblem: z.string().nullable().describe('Why it could not follow the last time'),
    revision: z.int().describe('The number of the revision in force; 0 before the first'),
    variants: z.array(Variant),
    hidden: z.int().describe('How many more variants there are, of models that you may not see'),
    archived: z.boolean(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Deployment' })
export type Deployment = z.infer<typeof Deployment>
