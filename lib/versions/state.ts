import type { states, verdicts } from '@/db/schema/tables'
import { conflict } from '../errors'

export type State = (typeof states)[number]
export type Verdict = (typeof verdicts)[number]

/** The rule, as data: from which states each verdict leads where. */
export const moves = {
  approve: { from: ['pending', 'rejected'], to: 'approved', past: 'approved' },
  reject: { from: ['pending', 'approved'], to: 'rejected', past: 'rejected' },
  withdraw: { from: ['approved', 'rejected'], to: 'pending', past: 'pending' },
} as const satisfies Record<Verdict, { from: readonly State[]; to: State; past: string }>

/** Throws conflict when the version is already where the verdict leads. */
export function assertMove(verdict: Verdict, version: { number: number; state: State }): void {
  const from: readonly State[] = moves[verdict].from
  if (from.includes(version.state)) return
  throw conflict(`v${version.number} is already ${moves[verdict].past}.`, {
    details: { state: version.state },
  })
}

/** Only an approval that goes against no rejection needs no words; every refusal and change of mind does. */
export function needsNote(verdict: Verdict, state: State): boolean {
  return verdict !== 'approve' || state === 'rejected'
}
