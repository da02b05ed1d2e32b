import { plural } from '@/lib/format'
import type { Leaving } from '@/lib/members/leaving'
import { paths } from '@/lib/paths'
import { TextLink } from './ui/text-link'

interface WhatEndsProps {
  org: string
  name: string
  ends: Leaving | null
}

/** What goes with a member who is removed: said before the button that does it. */
export function WhatEnds({ org, name, ends }: WhatEndsProps) {
  const { tokens = 0, serviceAccounts = [], requests = 0, invitations = 0 } = ends ?? {}
  return (
    <div className="flex max-w-[68ch] flex-col gap-2">
      <p>
        {name} loses all access at once, leaves every team, and is signed out unless another
        organization has them too. What was done stays on record.
      </p>
      {tokens > 0 && <p>{plural(tokens, 'token')} of theirs will stop working.</p>}
      {serviceAccounts.length > 0 && (
        <p>
          You will answer for{' '}
          {serviceAccounts.map(({ slug, name: called }, place) => (
            <span key={slug}>
              {place > 0 && ', '}
              <TextLink href={paths.serviceAccount(org, slug)}>{called}</TextLink>
            </span>
          ))}
          , and the tokens of {serviceAccounts.length === 1 ? 'it' : 'them'} will stop working. Hand
          over first what must go on with somebody else.
        </p>
      )}
      {requests > 0 && <p>{plural(requests, 'request')} for their review will be closed.</p>}
      {invitations > 0 && (
        <p>{plural(invitations, 'open invitation')} that they made will be taken back.</p>
      )}
    </div>
  )
}
