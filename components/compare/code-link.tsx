import type { ComparedVersion } from '@/lib/compare/view'
import { shortCommit } from '@/lib/format'
import { commitUrl } from './commit-url'

/** The code that a version was made by, where it can be read. */
export function CodeLink({ commit }: { commit: NonNullable<ComparedVersion['commit']> }) {
  const { id, branch, dirty, remote } = commit
  const url = remote ? commitUrl(remote, id) : null
  const text = (
    <code className="font-mono" title={id}>
      {shortCommit(id)}
    </code>
  )
  return (
    <span className="flex flex-col">
      {url ? (
        <a href={url} rel="noreferrer" className="link-quiet w-fit">
          {text}
        </a>
      ) : (
        text
      )}
      {branch && <span className="text-ink-2 wrap-anywhere">on {branch}</span>}
      {dirty && <span className="text-pending">with uncommitted changes</span>}
    </span>
  )
}
