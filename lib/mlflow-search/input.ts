import { z } from 'zod'
import { invalid } from '../errors'
import { experimentNumberOf, maxNumber } from '../tracking/ids'
import { type Comparison, parseFilter, parseOrdering } from './parse'
import { type Condition, conditionOf, orderingsOf, type Vocabulary } from './vocabulary'

/** What every search takes. */
export const SearchInput = z.object({
  filter: z.string().optional(),
  orderBy: z.array(z.string()).default([]),
  maxResults: z.number().optional(),
  pageToken: z.string().optional(),
})
export type SearchInput = z.output<typeof SearchInput>

export const viewTypes = ['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'] as const
export type ViewType = (typeof viewTypes)[number]

/** The conditions of a filter, all of which are to hold. Throws invalid. */
export function conditionsOf(filter: string | undefined, vocabulary: Vocabulary): Condition[] {
  return parseFilter(filter ?? '').map((one: Comparison) => conditionOf(one, vocabulary))
}

/** What rows are to be sorted by. Throws invalid. */
export function sortedBy(orderBy: readonly string[], vocabulary: Vocabulary) {
  return orderingsOf(orderBy.map(parseOrdering), vocabulary)
}

/** How many rows are wanted at most. Throws invalid, in the words that clients know. */
export function limitOf(
  { maxResults }: Pick<SearchInput, 'maxResults'>,
  { usual, most }: { usual: number; most: number },
): number {
  if (maxResults === undefined) return usual
  if (!Number.isInteger(maxResults) || maxResults < 1)
    throw invalid(
      `Invalid value ${maxResults} for parameter 'max_results' supplied. It must be a positive integer`,
    )
  if (maxResults > most)
    throw invalid(
      `Invalid value ${maxResults} for parameter 'max_results' supplied. It must be at most ${most}`,
    )
  return maxResults
}

/** The numbers of experiments, those left out that no experiment has. Throws invalid for other texts. */
export function experimentNumbers(ids: readonly string[]): number[] {
  return ids.map(experimentNumberOf).filter((number) => number <= maxNumber)
}
