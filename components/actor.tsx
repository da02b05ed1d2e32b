import type { ActorView } from '@/lib/view'
import { RobotIcon, TokenIcon } from './ui/icons'

interface ActorProps {
  actor: ActorView
  /** Whose token it is. */
  owner?: ActorView | null
  strong?: boolean
}

/**
 * Who acted. What is not a person carries an icon: a token with the name of its owner, a service account
 * with whoever answers for it.
 */
export function Actor({ actor, owner, strong = false }: ActorProps) {
  const token = actor.kind === 'token'
  const account = actor.kind === 'service_account'
  return (
    <>
      {token && <TokenIcon className="mr-1 inline-block align-[-0.2em] text-ink-3" />}
      {account && <RobotIcon className="mr-1 inline-block align-[-0.2em] text-ink-3" />}
      <span className={strong ? 'font-strong' : undefined}>{actor.name}</span>
      {token && owner && <span className="text-ink-2"> (token of {owner.name})</span>}
      {account && (
        <span className="text-ink-2"> (service account{owner && ` of ${owner.name}`})</span>
      )}
    </>
  )
}
