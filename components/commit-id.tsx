import { shortCommit } from '@/lib/format'
import type { Run } from '@/lib/runs/view'
import { commitUrl } from './commit-url'

/** The short name of a commit, which leads to where it can be read. */
export function CommitId({ commit }: { commit: NonNullable<Run['commit']> }) {
  const { id, remote } = commit
  const url = remote ? commitUrl(remote, id) : null
  const text = (
    <code className="font-mono" title={id}>
      {shortCommit(id)}
    </code>
  )
  if (!url) return text
  return (
    <a href={url} rel="noreferrer" className="link-quiet w-fit">
      {text}
    </a>
  )
}
