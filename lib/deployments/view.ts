import { z } from 'zod'
import { lives, revisionKinds, states } from '@/db/schema/tables'
import { Ability, ActorView, Instant, Slug, Warning } from '../view'

/** The name of a deployment that is about to get it: `/deployments/new` is the page that makes one. */
export const DeploymentSlug = Slug.refine((slug) => slug !== 'new', {
  error: 'new is reserved: it is the page that makes a deployment.',
})

/** Where a deployment serves, in the words of the organization. */
export const TargetLabel = Slug.describe('Where it serves: staging, production')

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
    life: z.enum(lives).describe('Whether it is in use by now'),
    unapproved: z
      .boolean()
      .describe('It was not approved when this was made, and the policy lets that'),
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
    salt: z.string().describe('Mixed into the bucket of each key; another one deals all anew'),
    variants: z.array(Variant).describe('None: it serves nothing'),
    hidden: z.int().describe('How many more variants there are, of models that you may not see'),
    note: z.string(),
    by: ActorView,
    at: Instant,
  })
  .meta({ id: 'DeploymentRevision' })
export type Revision = z.infer<typeof Revision>

/** A revision that was just made. */
export const MadeRevision = Revision.extend({
  follows: z.boolean().describe('Whether the deployment moves by itself from here on'),
  warnings: z.array(Warning),
}).meta({ id: 'MadeDeploymentRevision' })
export type MadeRevision = z.infer<typeof MadeRevision>

/** What would become of one version. */
export const VariantChange = z
  .object({
    change: z.enum(['same', 'added', 'removed', 'changed']),
    name: z.string(),
    uri: z.string(),
    asked: z.string(),
    from: z.int().nullable().describe('Its weight now; null where it serves nothing'),
    to: z.int().nullable().describe('Its weight then'),
  })
  .meta({ id: 'VariantChange' })
export type VariantChange = z.infer<typeof VariantChange>

/** What a revision would change, without making it. */
export const RevisionDiff = z
  .object({
    deployment: z.string(),
    revision: z.int().describe('The number that it would get'),
    changed: z.boolean(),
    reshuffled: z.boolean().describe('All keys would be dealt anew'),
    variants: z.array(
      Variant.pick({ name: true, uri: true, digest: true, weight: true, asked: true }),
    ),
    changes: z.array(VariantChange),
    warnings: z.array(Warning),
  })
  .meta({ id: 'DeploymentRevisionDiff' })
export type RevisionDiff = z.infer<typeof RevisionDiff>

/** What came of saying all of a deployment at once. */
export const AppliedDeployment = z
  .object({
    deployment: z.string(),
    created: z.boolean().describe('It was not there before'),
    edited: z.boolean().describe('What is said of it, its target or following, differs'),
    diff: RevisionDiff,
    made: MadeRevision.nullable().describe('Null for a dry run, and where the split is the same'),
  })
  .meta({ id: 'AppliedDeployment' })
export type AppliedDeployment = z.infer<typeof AppliedDeployment>

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
    current: Revision.pick({ kind: true, rolledBackTo: true, note: true, by: true, at: true })
      .nullable()
      .describe('How that revision came to be; null before the first'),
    variants: z.array(Variant),
    hidden: z.int().describe('How many more variants there are, of models that you may not see'),
    archived: z.boolean(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Deployment' })
export type Deployment = z.infer<typeof Deployment>

/** The same with what the caller may do to it. */
export const DeploymentWithAbilities = Deployment.extend({
  abilities: z.object({
    update: Ability,
    revise: Ability,
    rollback: Ability,
    stop: Ability,
    archive: Ability,
    restore: Ability,
    observe: Ability,
  }),
}).meta({ id: 'DeploymentWithAbilities' })
export type DeploymentWithAbilities = z.infer<typeof DeploymentWithAbilities>

/** A deployment that serves a version now. */
export const ServingHere = z
  .object({
    deployment: z.string(),
    project: z.string(),
    target: z.string(),
    revision: z.int(),
    version: z.int(),
    weight: z.int().describe('Percent of its traffic'),
    since: Instant.describe('Since when it is served there without a break'),
  })
  .meta({ id: 'Serving' })
export type ServingHere = z.infer<typeof ServingHere>
