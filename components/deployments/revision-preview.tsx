import type { RevisionDiff } from '@/lib/deployments/view'
import { Notice } from '../ui/notice'
import { SplitDiff } from './split-diff'

interface RevisionPreviewProps {
  org: string
  diff: RevisionDiff
}

/** What would change, before it does. */
export function RevisionPreview({ org, diff }: RevisionPreviewProps) {
  const { revision, changed, reshuffled, changes, warnings } = diff
  return (
    <section
      aria-label="What changes"
      className="flex flex-col gap-3 border-l-2 border-line-strong pl-4"
    >
      <h2 className="text-prose">{changed ? `What #${revision} changes` : 'Nothing changes'}</h2>
      {changed ? (
        <SplitDiff org={org} changes={changes} caption={`What #${revision} changes`} />
      ) : (
        <p className="text-ink-2">This is what serves now.</p>
      )}
      {reshuffled && <Notice>All keys are dealt anew: people may get another version.</Notice>}
      {warnings.map(({ code, message }) => (
        <Notice key={`${code} ${message}`} kind="warning">
          {message}
        </Notice>
      ))}
    </section>
  )
}
