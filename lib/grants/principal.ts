import type { Membership, Role } from '../actor'
import type { Tx } from '../door'
import { invalid } from '../errors'
import { MemberName, presentMember } from '../members/present'
import { presentServiceAccount } from '../service-accounts/find'
import { presentTeam } from '../teams/find'
import { Slug } from '../view'
import type { Holder } from './view'

/** Who is to have a role: one of these. */
export const asked = {
  person: MemberName.optional(),
  team: Slug.optional().describe('Slug of a team, whose members all hold the role'),
  serviceAccount: Slug.optional().describe('Slug of a service account'),
}

export interface Asked {
  person?: string | undefined
  team?: string | undefined
  serviceAccount?: string | undefined
}

export interface Principal {
  principalKind: 'person' | 'team' | 'service_account'
  principalId: string
  name: string
  holder: Holder
}

/** The member, team or service account that is named. Throws `invalid` for none, and for several. */
export async function principalOf(
  tx: Tx,
  organization: Membership,
  { person, team, serviceAccount }: Asked,
): Promise<Principal> {
  const named = [person, team, serviceAccount].filter((one) => one !== undefined)
  const [asked] = named
  if (asked === undefined || named.length > 1)
    throw invalid('Name one who is to have the role: a person, a team or a serviceAccount.')
  if (person !== undefined) {
    const found = await presentMember(tx, organization, person, 'person')
    return {
      ...{ principalKind: 'person', principalId: found.id, name: found.name },
      holder: { person: found, team: null, serviceAccount: null },
    }
  }
  if (team !== undefined) {
    const { id, slug, name } = await presentTeam(tx, organization, team, 'team')
    return {
      ...{ principalKind: 'team', principalId: id, name: `The team ${name}` },
      holder: { person: null, team: { slug, name }, serviceAccount: null },
    }
  }
  const found = await presentServiceAccount(tx, organization, asked, 'serviceAccount')
  const { id, slug, name } = found
  return {
    ...{ principalKind: 'service_account', principalId: id, name },
    holder: { person: null, team: null, serviceAccount: { slug, name } },
  }
}

/** What a service account never is: it decides nothing, and manages nobody. */
export function refuseForServiceAccounts(
  { principalKind }: Pick<Principal, 'principalKind'>,
  role: Role,
): void {
  if (principalKind !== 'service_account') return
  const why = {
    approver: 'A service account never decides on versions, so it cannot be an approver.',
    auditor: 'A service account cannot be an auditor: what is recorded is read by people.',
    admin: 'A service account cannot be an admin: people manage people.',
  }[role as string]
  if (why) throw invalid(`role: ${why}`, { fields: { role: why } })
}

/** How an event names who a role was given to. */
export function recorded({
  principalKind,
  principalId,
}: Omit<Principal, 'name' | 'holder'>): Record<string, string> {
  if (principalKind === 'person') return { person: principalId }
  return principalKind === 'team' ? { team: principalId } : { serviceAccount: principalId }
}
