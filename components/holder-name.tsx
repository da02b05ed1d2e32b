import type { Holder } from '@/lib/grants/view'
import { paths } from '@/lib/paths'
import { RobotIcon, TeamIcon } from './ui/icons'
import { TextLink } from './ui/text-link'

interface HolderNameProps {
  org: string
  holder: Holder
  /** The id of who looks. */
  self: string | null
}

/** Who holds a role: a person with their address, a team or a service account as what it is. */
export function HolderName({ org, holder, self }: HolderNameProps) {
  const { person, team } = holder
  return (
    <span className="flex max-w-[38vw] flex-col sm:max-w-72">
      <span className="line-clamp-2 font-strong wrap-anywhere">
        <Named org={org} holder={holder} />
        {person && person.id === self && <span className="font-regular text-ink-2"> (you)</span>}
      </span>
      {person ? (
        <span className="truncate text-ink-2" title={person.email}>
          {person.email}
        </span>
      ) : (
        <span className="text-ink-2">{team ? 'team' : 'service account'}</span>
      )}
    </span>
  )
}

function Named({ org, holder }: Pick<HolderNameProps, 'org' | 'holder'>) {
  const { person, team, serviceAccount } = holder
  if (team)
    return (
      <TextLink href={paths.team(org, team.slug)} quiet>
        <TeamIcon className="mr-1 inline-block align-[-0.2em] text-ink-3" />
        {team.name}
      </TextLink>
    )
  if (serviceAccount)
    return (
      <TextLink href={paths.serviceAccount(org, serviceAccount.slug)} quiet>
        <RobotIcon className="mr-1 inline-block align-[-0.2em] text-ink-3" />
        {serviceAccount.name}
      </TextLink>
    )
  return <>{person?.name}</>
}

export function nameOf({ person, team, serviceAccount }: Holder): string {
  return (person ?? team ?? serviceAccount)?.name ?? ''
}

export function keyOf({ person, team, serviceAccount }: Holder): string {
  return person?.id ?? (team ? `team ${team.slug}` : `account ${serviceAccount?.slug}`)
}
