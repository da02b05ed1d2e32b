import { createHash } from 'node:crypto'
import { canonical } from '../audit/event'
import { metricValue } from '../metrics/value'
import type { Json } from '../view'

export interface Evidence {
  manifestDigest: string
  metrics: Record<string, number>
  params: Record<string, Json>
  /** The run's inputs as fixed at registration. */
  inputs: { name: string; resolved: string; digest: string | null }[]
}

/** SHA-256 (hex) of what is said in each required section of a card, by category. */
export type CardSections = Record<string, string>

/**
 * SHA-256 (hex) of everything that a decision binds. A decision that carries another value than its
 * version has become stale. Required sections of the card join with the policies that require them.
 */
export function evidenceDigest(
  { manifestDigest, metrics, params, inputs }: Evidence,
  sections: CardSections = {},
): string {
  const card = Object.entries(sections).map(([category, sha256]) => ({ category, sha256 }))
  const values = Object.entries(metrics).map(([key, value]) => [key, metricValue(value)])
  const bound = {
    manifest: manifestDigest,
    metrics: Object.fromEntries(values),
    params,
    inputs: [...inputs].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)),
    card: card.sort((a, b) => (a.category < b.category ? -1 : 1)),
  }
  return createHash('sha256').update(canonical(bound)).digest('hex')
}
