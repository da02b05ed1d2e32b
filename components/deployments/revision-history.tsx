import type { DeploymentWithAbilities, Revision } from '@/lib/deployments/view'
import { paths } from '@/lib/paths'
import type { Page } from '@/lib/view'
import type { FormAction } from '../action-result'
import { Announced } from '../announced'
import { LockIcon } from '../ui/icons'
import { Pager } from '../ui/pager'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { WhyNot } from '../why-not'
import { RevisionList } from './revision-list'

interface RevisionHistoryProps {
  org: string
  deployment: DeploymentWithAbilities
  revisions: Page<Revision>
  cursor: string | undefined
  /** Reads `note`. */
  rollback: (to: number) => FormAction
  now: Date
}

/** Every split that there was, newest first, and the way back to each. */
export function RevisionHistory(props: RevisionHistoryProps) {
  const { org, deployment, revisions, cursor, rollback, now } = props
  const { name, revision, abilities, follows } = deployment
  const { items, nextCursor } = revisions
  const may = abilities.rollback
  if (items.length === 0 && !cursor) return null
  return (
    <Announced id="history" news={revision}>
      <Section
        title="History"
        aside={
          <TextLink href={paths.deployment(org, name, { at: now.toISOString() })}>
            What it served on…
          </TextLink>
        }
      >
        {!may.ok && items.length > 1 && (
          <p className="flex gap-1.5 text-ink-2" data-screen-only="">
            <LockIcon className="mt-0.5" />
            <span>
              You cannot roll back. {may.reason}{' '}
              <WhyNot href={paths.why(org, 'deployment.rollback', paths.deployment(org, name))} />
            </span>
          </p>
        )}
        {may.ok && follows && items.length > 1 && (
          <p className="text-ink-2">
            Rolling back turns following off: the hub would undo it at once.
          </p>
        )}
        <RevisionList {...{ org, deployment, rollback, now }} revisions={items} />
        <Pager
          label="revisions"
          firstHref={cursor ? paths.deployment(org, name) : null}
          nextHref={nextCursor ? paths.deployment(org, name, { cursor: nextCursor }) : null}
        />
      </Section>
    </Announced>
  )
}
