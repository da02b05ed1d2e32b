import { z } from 'zod'
import { roles } from '@/db/schema/tables'
import { Slug } from '../view'

/** The longest expression of a gate, in bytes of UTF-8. */
export const longestGate = 2048

export const Gate = z
  .object({
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
export const evidenceKinds = ['note', 'run', 'commit', 'dataset'] as const
export const namedEvidenceKinds = ['card', 'field', 'metric', 'param'] as const
export const EvidenceItem = z
  .string()
  .max(300)
  .regex(
    /^(note|run|commit|dataset|(card|field|metric|param):\S.*)$/,
    'Write note, run, commit, dataset, card:<category>, field:<key>, metric:<key> or param:<key>.',
  )

export const ProtectedAlias = z.object({
  name: Slug,
  /** Moved only by members of these teams who are maintainers; none: by every maintainer. */
  teams: z.array(Slug).max(20).optional(),
})
export type ProtectedAlias = z.infer<typeof ProtectedAlias>

/** What may keep an approved version from being `latest`. */
export const exclusions = ['stale', 'expired', 'recalled'] as const

/** The rules of one policy, each of which may be left to what lies above. */
export const PolicyRules = z
  .object({
    approvals: z
      .object({
        count: z.int().min(0, 'At least 0.').max(10, 'At most 10 approvals.'),
        roles: z.array(z.enum(roles)).min(1).optional().describe('Held by whoever approves'),
        teams: z
          .array(Slug)
          .min(1)
          .max(10)
          .optional()
          .describe('Whoever approves is in one of them, and as many as can be take part'),
      })
      .refine(({ roles, teams }) => !roles || !teams, 'Name roles or teams, not both.')
      .optional(),
    fourEyes: z.boolean().optional().describe('Who made a version does not decide on it'),
    evidence: z.array(EvidenceItem).max(50).optional(),
    gates: z.array(Gate).max(50).optional(),
    protectedAliases: z
      .array(z.union([Slug.transform((name): ProtectedAlias => ({ name })), ProtectedAlias]))
      .max(50)
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
      .min(1)
      .max(1440)
      .nullable()
      .optional()
      .describe('Whoever decides has signed in within so many minutes; null: at any time'),
    exclude: z
      .array(z.enum(exclusions))
      .optional()
      .describe('What is not latest although approved'),
  })
  .meta({ id: 'PolicyRules' })
export type PolicyRules = z.infer<typeof PolicyRules>
/** As callers write them. */
export type PolicyInput = z.input<typeof PolicyRules>
