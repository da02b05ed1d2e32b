import type { Ctx } from '../actor'
import type { WordMeanings } from './words'

/** What a condition depends on besides the filter: who asks of which organization, and what words mean there. */
export interface Scope {
  ctx: Ctx
  organizationId: string
  meanings: WordMeanings
}
