import { z } from 'zod'

/** What a variant may be called; longer than a slug, since the hub makes `<model>-v6` where it must. */
export const VariantName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,127}$/,
    'Use 1 to 128 lower-case letters, digits, dots, underscores or dashes, starting with a letter or digit.',
  )

const wholePercent = 'A weight is a whole number of percent, from 1 to 100.'

export const AskedVariant = z.object({
  name: VariantName.optional().describe('Made from the version when left out: v6'),
  model: z
    .string()
    .min(1, 'Say which version: model://churn/v6.')
    .max(500, 'A URI of a version has at most 500 characters.')
    .describe('model:// URI of a version; what latest or an alias means now is pinned'),
  weight: z
    .number(wholePercent)
    .int(wholePercent)
    .min(1, `${wholePercent} Leave out a variant that gets no traffic.`)
    .max(100, wholePercent)
    .describe('Percent of the traffic'),
})
export type AskedVariant = z.output<typeof AskedVariant>

export const mostVariants = 10

/** A whole split: 1 to 10 variants that have names of their own and sum to 100. */
export const Split = z
  .array(AskedVariant)
  .min(1, 'Name at least one variant. To serve nothing, stop the deployment.')
  .max(mostVariants, `A split has at most ${mostVariants} variants.`)
  .superRefine((variants, refinement) => {
    const sum = variants.reduce((total, { weight }) => total + weight, 0)
    if (sum !== 100)
      refinement.addIssue({
        code: 'custom',
        message: `The weights sum to ${sum}. They are percent: make them sum to 100.`,
      })
    const seen = new Set<string>()
    for (const [at, { name }] of variants.entries()) {
      if (name !== undefined && seen.has(name))
        refinement.addIssue({ code: 'custom', path: [at, 'name'], message: sameName(name) })
      if (name !== undefined) seen.add(name)
    }
  })

export const sameName = (name: string) =>
  `Two variants are called ${name}. Give each a name of its own.`

/** The name of each: the one that was given, else its version's; with the model's where two would be alike. */
export function namesOf(
  variants: readonly { name?: string | undefined; model: string; number: number }[],
): string[] {
  const alike = (number: number) => variants.filter((one) => one.number === number).length > 1
  return variants.map(
    ({ name, model, number }) => name ?? (alike(number) ? `${model}-v${number}` : `v${number}`),
  )
}

interface Dealt {
  name: string
  versionId: string
}

/**
 * The order in which buckets are dealt. What served before keeps its place, and so does what takes over the
 * name of something that goes; what is new comes first. So a variant that is widened takes in more keys and
 * lets none go.
 */
export function inOrder<T extends Dealt>(before: readonly Dealt[], variants: readonly T[]): T[] {
  const place = (variant: T) => {
    const stays = before.findIndex(({ versionId }) => versionId === variant.versionId)
    if (stays >= 0) return stays
    const goes = (one: Dealt) => !variants.some(({ versionId }) => versionId === one.versionId)
    return before.findIndex((one) => one.name === variant.name && goes(one))
  }
  return variants
    .map((variant, at) => ({ variant, at, place: place(variant) }))
    .sort((a, b) => a.place - b.place || a.at - b.at)
    .map(({ variant }) => variant)
}

/** Scales whole weights to sum to 100, by largest remainder; the first of equals gets more. */
export function toHundred<T extends { weight: number }>(variants: readonly T[]): T[] {
  const sum = variants.reduce((total, { weight }) => total + weight, 0)
  const parts = variants.map(({ weight }, at) => {
    const exact = (weight * 100) / sum
    return { at, whole: Math.floor(exact), rest: exact - Math.floor(exact) }
  })
  const missing = 100 - parts.reduce((total, { whole }) => total + whole, 0)
  const rounded = [...parts].sort((a, b) => b.rest - a.rest || a.at - b.at).slice(0, missing)
  const up = new Set(rounded.map(({ at }) => at))
  return variants.map((variant, at) => ({
    ...variant,
    weight: (parts[at]?.whole ?? 0) + (up.has(at) ? 1 : 0),
  }))
}
