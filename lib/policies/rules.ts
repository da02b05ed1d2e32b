import { z } from 'zod'
import { roles } from '@/db/schema/tables'
import { storable } from '../storable'
import { AliasName, Slug } from '../view'

/** The longest expression of a gate, in bytes of UTF-8. */
export const longestGate = 2048

export const Gate = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1, 'A gate needs a name.')
      .max(100, 'A name has at most 100 characters.'),
    cel: z
      .string()
      .trim()
      .min(1, 'A gate needs an expression.')
      .refine(
        (text) => Buffer.byteLength(text) <= longestGate,
        `An expression has at most ${longestGate} bytes.`,
      ),
  })
  .meta({ id: 'Gate' })
export type Gate = z.infer<typeof Gate>

/**
 * What must be there before a version is approved: `note` (of the version), `run` (that made it), `commit`
 * and `dataset` (of that run), or one named thing: `card:<category>`, `field:<key>`, `metric:<key>`,
 * `param:<key>`.
 */
export const EvidenceItem = z
  .string()
  .max(300)
  .regex(
    /^(note|run|commit|dataset|(card|field|metric|param):\S.*)$/,
    'Write note, run, commit, dataset, card:<category>, field:<key>, metric:<key> or param:<key>.',
  )

const TeamSlugs = (most: number) =>
  z
    .array(Slug)
    .min(1, 'Name a team, or leave it out.')
    .max(most)
    .transform((slugs) => [...new Set(slugs)])

export const ProtectedAlias = z.strictObject({
  name: AliasName,
  /** Moved only by members of these teams who are maintainers; none: by every maintainer. */
  teams: TeamSlugs(20).optional(),
})
export type ProtectedAlias = z.infer<typeof ProtectedAlias>

/** What may keep an approved version from being `latest`. */
export const exclusions = ['stale', 'expired', 'recalled'] as const

/** Throws nothing away that was written twice with two meanings: it says so. */
const named = <T extends { name: string }>(
  items: T[],
  what: string,
  refinement: z.RefinementCtx,
) => {
  const seen = new Set<string>()
  items.forEach(({ name }, index) => {
    if (seen.has(name))
      refinement.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: `There are two ${what} ${name}. Give each a name of its own.`,
      })
    seen.add(name)
  })
}
const once = <T>(items: T[]) => [...new Set(items)]

/** The rules of one policy, each of which may be left to what lies above. */
export const policyRules = {
  approvals: z
    .strictObject({
      count: z
        .int()
        .min(1, 'At least 1: a version is approved by somebody.')
        .max(10, 'At most 10 approvals.'),
      roles: z
        .array(z.enum(roles))
        .min(1, 'Name a role, or leave it out.')
        .transform(once)
        .optional()
        .describe('Whoever approves holds one of them too'),
      teams: TeamSlugs(10)
        .optional()
        .describe('Whoever approves is in one of them, and as many as can be take part'),
    })
    .refine(({ roles, teams }) => !roles || !teams, 'Name roles or teams, not both.')
    .optional()
    .describe('How many people approve a version'),
  fourEyes: z.boolean().optional().describe('Who made a version does not decide on it'),
  evidence: z
    .array(EvidenceItem)
    .max(50)
    .transform(once)
    .optional()
    .describe('What must be there before a version is approved'),
  gates: z
    .array(Gate)
    .max(50)
    .superRefine((gates, refinement) => named(gates, 'gates', refinement))
    .optional()
    .describe('What must be true of a version before it is approved'),
  protectedAliases: z
    .array(z.union([AliasName.transform((name): ProtectedAlias => ({ name })), ProtectedAlias]))
    .max(50)
    .superRefine((aliases, refinement) => named(aliases, 'aliases', refinement))
    .optional()
    .describe('Names, or names with the teams that move them; only at approved versions'),
  validDays: z
    .int()
    .min(1, 'At least one day.')
    .max(3660, 'At most 3660 days.')
    .nullable()
    .optional()
    .describe('How long an approval lasts; null: for ever'),
  approvedOnly: z.boolean().optional().describe('Only approved versions are used'),
  tokenDecisions: z.boolean().optional().describe('Whether decisions may come through tokens'),
  signInMinutes: z
    .int()
    .min(1, 'At least one minute.')
    .max(1440, 'At most 1440 minutes, which is a day.')
    .nullable()
    .optional()
    .describe('Whoever decides has signed in within so many minutes; null: at any time'),
  exclude: z
    .array(z.enum(exclusions))
    .transform(once)
    .optional()
    .describe('What is not latest although approved'),
  deployUnapproved: z
    .array(Slug)
    .max(20, 'At most 20 targets.')
    .transform(once)
    .optional()
    .describe(
      'Targets of deployments that versions which nobody decided on may serve; none: no target',
    ),
}

/** A rule that nothing is called is a mistake, and not a rule less. */
export const PolicyRules = z
  .strictObject(policyRules)
  .refine(storable, 'The rules hold a NUL or a character that is no Unicode.')
  .meta({ id: 'PolicyRules' })
export type PolicyRules = z.infer<typeof PolicyRules>
/** As callers write them. */
export type PolicyInput = z.input<typeof PolicyRules>
export type RuleName = keyof typeof policyRules
export const ruleNames = Object.keys(policyRules) as RuleName[]

/** The rules among other fields of an input, without those that are left out. */
export function rulesIn(input: PolicyRules): PolicyRules {
  const given = ruleNames.filter((name) => input[name] !== undefined)
  return Object.fromEntries(given.map((name) => [name, input[name]]))
}
