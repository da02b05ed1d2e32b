import type { DeploymentWithAbilities, Revision } from '@/lib/deployments/view'
import { paths } from '@/lib/paths'
import type { FormAction } from '../action-result'
import { Actor } from '../actor'
import { Time } from '../time'
import { Button } from '../ui/button'
import { TextLink } from '../ui/text-link'
import { revisionWords } from './revision-words'
import { RollbackForm } from './rollback-form'
import { rollbackProblem } from './rollback-problem'
import { ServingState } from './serving-state'
import { Split } from './split'

interface RevisionListProps {
  org: string
  deployment: DeploymentWithAbilities
  revisions: readonly Revision[]
  /** Reads `note`. */
  rollback: (to: number) => FormAction
  now: Date
}

/** Every split that there was: who made it, why, and the way back to it. */
export function RevisionList({ org, deployment, revisions, rollback, now }: RevisionListProps) {
  return (
    <ol className="flex flex-col border-t border-line">
      {revisions.map((revision) => {
        const { revision: number, note, by, at, variants, hidden } = revision
        const isCurrent = number === deployment.revision
        return (
          <li key={number} className="flex min-w-0 flex-col gap-1.5 border-b border-line py-3">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <TextLink
                href={paths.deploymentRevision(org, deployment.name, number)}
                quiet
                className="font-strong"
              >
                #{number}
              </TextLink>
              <span>{revisionWords(revision)}</span>
              {isCurrent && <ServingState state="serving" />}
              <span className="text-ink-2">
                by <Actor actor={by} />, <Time at={at} now={now} />
              </span>
            </div>
            <Split org={org} variants={variants} hidden={hidden} />
            {note && (
              <p className="max-w-[68ch] text-prose whitespace-pre-line wrap-anywhere">{note}</p>
            )}
            {!isCurrent && <Back {...{ deployment, revision }} rollback={rollback(number)} />}
          </li>
        )
      })}
    </ol>
  )
}

type BackProps = Pick<RevisionListProps, 'deployment'> & {
  revision: Revision
  rollback: FormAction
}

/** The way back to one of them, or why there is none. */
function Back({ deployment, revision, rollback }: BackProps) {
  const { archived, abilities } = deployment
  const may = abilities.rollback
  // Whoever may go back to none is told so once, above.
  if (!may.ok || archived) return null
  const problem = rollbackProblem({ revision, may, archived })
  return (
    <div data-screen-only="">
      {problem ? (
        <Button disabledReason={problem}>Roll back to #{revision.revision}</Button>
      ) : (
        <RollbackForm to={revision.revision} rollback={rollback} />
      )}
    </div>
  )
}
