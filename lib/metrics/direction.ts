import type { MetricValue } from '../view'

/** Which way is better for a metric. */
export type Direction = 'lower' | 'higher'

export interface Difference {
  /** Candidate minus base; null when one is missing or no finite number. */
  difference: number | null
  /** Null when there is nothing to say. */
  verdict: 'better' | 'worse' | 'same' | null
}

const lowerWords = new Set(
  `loss losses logloss nll error errors err rmse rmsle mse msle mae mape smape medae deviance brier
  entropy perplexity ppl latency duration runtime time seconds ms wer cer fid ece mce fpr fnr eer
  regret divergence kl distance mismatch residual aic bic cost memory size bytes drift bias gap`.split(
    /\s+/,
  ),
)

const lowerPairs = ['falsepositive', 'falsenegative', 'falsealarm', 'missrate']

/** The direction that a metric's name suggests; higher is better unless it names a loss of some kind. */
export function directionOf(key: string): Direction {
  const words = wordsOf(key)
  // scikit-learn negates its losses so that higher is better: neg_log_loss.
  if (words[0] === 'neg' || words[0] === 'negative') return 'higher'
  const joined = words.join('')
  const lower =
    words.some((word) => lowerWords.has(word)) || lowerPairs.some((pair) => joined.includes(pair))
  return lower ? 'lower' : 'higher'
}

/** What a metric means: which way is better, in which unit, and whether somebody said so. */
export interface Meaning {
  direction: Direction
  unit: string
  /** False where the direction is guessed from the name. */
  said: boolean
}

export type Meanings = Readonly<Record<string, Meaning>>

/** What a metric means by its name alone. */
export function guessOf(key: string): Meaning {
  return { direction: directionOf(key), unit: '', said: false }
}

/** What a metric means to an organization, as far as that is at hand; else what its name suggests. */
export function meaningOf(key: string, meanings: Meanings = {}): Meaning {
  return (Object.hasOwn(meanings, key) ? meanings[key] : undefined) ?? guessOf(key)
}

/** Whether more or less of it is better at all: a count of rows says nothing, unless somebody said that it does. */
export function judges(key: string, { said }: Pick<Meaning, 'said'> = guessOf(key)): boolean {
  return said || !isCount(key)
}

/** Whether a name counts or times something. */
export function isCount(key: string): boolean {
  return /(^|[_\-/. ])(rows|count|samples|examples|steps|epochs?)$/i.test(key)
}

/** Sets a candidate's value against a base's. */
export function compare(
  candidate: MetricValue | null | undefined,
  base: MetricValue | null | undefined,
  direction: Direction,
): Difference {
  if (!isFiniteNumber(candidate) || !isFiniteNumber(base))
    return { difference: null, verdict: null }
  const difference = candidate - base
  if (difference === 0) return { difference, verdict: 'same' }
  const better = direction === 'higher' ? difference > 0 : difference < 0
  return { difference, verdict: better ? 'better' : 'worse' }
}

export function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** `valLogLoss`, `val/log-loss` and `val_log_loss` hold the same words; so does `P95Latency`. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
}
