import type { Revision } from '@/lib/deployments/view'

/** What a revision did, in a few words. */
export function revisionWords({ kind, rolledBackTo }: Pick<Revision, 'kind' | 'rolledBackTo'>) {
  if (kind === 'rollback') return rolledBackTo === null ? 'Rollback' : `Back to #${rolledBackTo}`
  if (kind === 'follow') return 'Followed'
  return kind === 'stop' ? 'Stopped' : 'Revised'
}
