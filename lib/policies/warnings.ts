import type { ReadDb } from '../door'
import type { EffectivePolicy } from './effective'
import type { PolicyPlace } from './find'
import type { PolicyWarning } from './view'

/** What a policy asks for that nobody here could do. */
export async function warningsOf(
  _db: ReadDb,
  _place: PolicyPlace,
  _policy: EffectivePolicy,
): Promise<PolicyWarning[]> {
  return []
}
