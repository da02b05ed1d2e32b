import type { Deployment, Variant } from '@/lib/deployments/view'

/** The most versions of a split. */
export const mostVariants = 10

/** A row of the form as it is filled in, all texts. */
export interface SplitRow {
  model: string
  weight: string
  name: string
}

/** A row with its place in the form. */
export type PlacedRow = SplitRow & { at: number }

const empty: SplitRow = { model: '', weight: '', name: '' }

/**
 * What the form begins with: the split in force. A version that was asked for by `latest` or an alias is asked
 * for so again where the deployment follows it; elsewhere that would move it unasked.
 */
export function rowsOf(
  variants: readonly Variant[],
  { follows }: Pick<Deployment, 'follows'>,
): SplitRow[] {
  return variants.map((variant) => ({
    model: follows ? variant.asked : variant.uri,
    weight: String(variant.weight),
    name: isGiven(variant) ? variant.name : '',
  }))
}

/** A name that the hub made would no longer be right for another version. */
function isGiven({ name, model, version }: Variant): boolean {
  return name !== `v${version}` && name !== `${model}-v${version}`
}

/** All rows that there may be, those that are filled in first. */
export function padded(rows: readonly SplitRow[]): PlacedRow[] {
  return Array.from({ length: mostVariants }, (_, at) => ({ ...(rows[at] ?? empty), at }))
}

/** The rows that were sent, by fields such as `variants.0.model`, without empty ones between them. */
export function sentRows(sent: Readonly<Record<string, string>>): PlacedRow[] {
  const rows = padded([]).map(({ at }) => ({
    model: sent[`variants.${at}.model`] ?? '',
    weight: sent[`variants.${at}.weight`] ?? '',
    name: sent[`variants.${at}.name`] ?? '',
  }))
  return padded(rows.filter((row) => Object.values(row).some((text) => text.trim() !== '')))
}

/** The sum of the weights; null where one is no number. */
export function sumOf(rows: readonly Pick<SplitRow, 'weight'>[]): number | null {
  const sum = rows.reduce((total, { weight }) => total + Number(weight.trim() || 0), 0)
  return Number.isFinite(sum) ? sum : null
}

/** "Sum: 90 %, 10 % are missing." */
export function sumWords(sum: number | null): string {
  if (sum === null) return 'A weight is not a number.'
  if (sum === 100) return 'Sum: 100 %'
  const gap = Math.round(Math.abs(100 - sum) * 1000) / 1000
  return `Sum: ${sum} %, ${gap} % ${sum < 100 ? 'are missing' : 'too much'}`
}
