import type { MetricValue } from '../view'

/** Which way is better for a metric. */
export type Direction = 'lower' | 'higher'

export interface Comparison {
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

/** Sets a candidate's value against a base's. */
export function compare(
  candidate: MetricValue | undefined,
  base: MetricValue | undefined,
  direction: Direction,
): Comparison {
  if (!isFiniteNumber(candidate) || !isFiniteNumber(base))
    return { difference: null, verdict: null }
  const difference = candidate - base
  if (difference === 0) return { difference, verdict: 'same' }
  const better = direction === 'higher' ? difference > 0 : difference < 0
  return { difference, verdict: better ? 'better' : 'worse' }
}

function isFiniteNumber(value: MetricValue | undefined): value is number {
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
