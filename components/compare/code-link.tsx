import type { ComparedVersion } from '@/lib/compare/view'
import { CommitId } from '../commit-id'

/** The code that a version was made by, where it can be read. */
export function CodeLink({ commit }: { commit: NonNullable<ComparedVersion['commit']> }) {
  const { branch, dirty } = commit
  return (
    <span className="flex flex-col">
      <CommitId commit={commit} />
      {branch && <span className="text-ink-2 wrap-anywhere">on {branch}</span>}
      {dirty && <span className="text-pending">with uncommitted changes</span>}
    </span>
  )
}
