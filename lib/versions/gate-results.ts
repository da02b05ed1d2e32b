import type { ReadDb } from '../door'
import type { GateResult } from '../gates/view'
import type { VersionRow, VersionTarget } from './find'

/** What each gate of the policy says of a version, beside the one in use. */
export async function gateResults(
  _db: ReadDb,
  { of }: VersionTarget,
  _base: VersionRow | null,
): Promise<GateResult[]> {
  return of.policy.gates.map(({ value: { name, cel } }) => ({
    ...{ name, cel, candidate: null, approved: null, metric: null, threshold: null },
    result: 'error',
    message: 'This hub cannot evaluate gates yet.',
  }))
}
