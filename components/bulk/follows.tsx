'use client'
import { moveInWords } from '../review-outcome'
import type { ApprovalState } from '../state-badge'
import { useBulk } from './bulk-context'
import { latestAfter, type StandingModel } from './latest-after'

interface FollowsProps {
  models: readonly StandingModel[]
  versions: readonly { uri: string; model: string; version: number; state: ApprovalState }[]
}

/** The most models that are told of one by one. */
const mostModels = 5

/** How many are decided on as the form stands, and what that does to the names that people use. */
export function Follows({ models, versions }: FollowsProps) {
  const { decisions } = useBulk()
  const decided = versions.flatMap(({ uri, model, version }) => {
    const decision = decisions?.get(uri)
    return decision ? [{ model, version, decision }] : []
  })
  const moves = models.map((model) => ({ slug: model.slug, ...latestAfter(model, decided) }))
  const told = moves.filter(({ before, after }) => !decisions || before !== after)
  const count = (verdict: string) => decided.filter(({ decision }) => decision === verdict).length
  const parts = [
    [count('approve'), 'to approve'],
    [count('reject'), 'to reject'],
    [count('withdraw'), 'back to pending'],
    [versions.length - decided.length, 'to leave'],
  ] as const
  return (
    <div className="flex flex-col gap-1">
      {decisions && (
        <p className="font-strong">
          {parts
            .filter(([number]) => number > 0)
            .map(([number, what]) => `${number} ${what}`)
            .join(' · ')}
        </p>
      )}
      <ul className="text-ink-2">
        {told.slice(0, mostModels).map(({ slug, before, after }) => (
          <li key={slug}>
            <code className="font-mono text-ink">model://{slug}/latest</code>{' '}
            {decisions
              ? moveInWords(before, after)
              : `means ${before === null ? 'nothing' : `v${before}`} now, and then the highest approved version.`}
          </li>
        ))}
        {told.length > mostModels && <li>and {told.length - mostModels} more</li>}
      </ul>
    </div>
  )
}
