import { conditionsOf, withoutTerm } from '@/lib/filter/edit'
import { wordsOf } from '@/lib/filter/words'

interface Shown {
  /** In plain English. */
  label: string
  /** The filter without it. */
  rest: string
}

/** The conditions of a filter, for chips and for "No models match …"; as a whole where it cannot be read. */
export function conditionsIn(text: string | undefined): Shown[] {
  if (!text?.trim()) return []
  const conditions = conditionsOf(text)
  if (conditions.length === 0) return [{ label: `“${text}”`, rest: '' }]
  return conditions.map(({ filter }, index) => ({
    label: wordsOf(filter),
    rest: withoutTerm(text, index),
  }))
}
