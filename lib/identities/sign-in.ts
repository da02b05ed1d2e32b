import { and, eq, isNull } from 'drizzle-orm'
import { database } from '@/db/client'
import { members, organizations } from '@/db/schema/tables'
import { type Arrival, contextFromSession, systemContext } from '../context'
import type { OidcSettings } from '../env'
import { AppError, isAppError } from '../errors'
import { newId } from '../ids'
import { joinByProvider } from '../invitations/accept'
import { endSession, insertSession, type NewSession } from '../sessions/session'
import { holdMembership } from '../sessions/sign-in'
import { system } from '../system'
import type { Identity } from './claims'
import { linkIdentity, makePerson, personOf, personOfAddress } from './link'
import { planSync, syncMember } from './sync'

export interface ProviderSignIn {
  identity: Identity
  settings: OidcSettings
  arrival: Arrival
  /** The session that the browser has now; it ends where another begins. */
  present: string | null
  /** The secret of an invitation that was being accepted. */
  invitation: string | null
}

/**
 * Starts a session of someone whom the provider vouches for. Issuer and subject say who it is; an address
 * links to a person, or makes one, only where the provider has verified it. Groups are brought up to date
 * first. Throws forbidden for whom nobody has added, and who has no group that would.
 */
export async function signInByProvider(asked: ProviderSignIn): Promise<NewSession> {
  const { identity, arrival, present } = asked
  const personId = await personWhoSignsIn(asked)
  await syncEverywhere(asked, personId)
  const session = await system(async (tx) => {
    if (!(await holdMembership(tx, personId))) throw stranger()
    const proof = { method: 'oidc', at: identity.provedAt } as const
    return insertSession(tx, personId, arrival.origin, proof)
  })
  if (present) await endSession(present)
  return session
}

async function personWhoSignsIn(asked: ProviderSignIn): Promise<string> {
  const { identity, arrival, invitation } = asked
  const known = (await personOf(identity)) ?? (await linkedByAddress(asked))
  if (!known) return newcomer(asked)
  if (invitation) await joinUnlessMember(arrival, invitation, known)
  return known
}

/** Someone who was here before the provider was; null where nobody has the address. */
async function linkedByAddress({ identity, arrival, present }: ProviderSignIn) {
  if (!identity.email)
    throw refused(
      'email_unverified',
      'The sign-in provider has not verified your e-mail address, so it says nothing here. Verify it there, or ask its operator.',
    )
  const person = await personOfAddress(identity.email)
  if (!person) return null
  const here = present ? await contextFromSession(present, arrival) : null
  const proved = here?.actor.id === person.id
  await linkIdentity(systemContext('sign-in', arrival), identity, person.id, { proved })
  return person.id
}

/** Someone whom an invitation or a mapped group lets in. */
async function newcomer({
  identity,
  arrival,
  settings,
  invitation,
}: ProviderSignIn): Promise<string> {
  const { email, name, groups, issuer, subject } = identity
  if (!email) throw stranger()
  const personId = newId()
  const ctx = systemContext('sign-in', arrival)
  if (invitation) {
    await joinByProvider(arrival, invitation, { personId, draft: { email, name } })
    await linkIdentity(ctx, identity, personId, { proved: true })
    return personId
  }
  const organizationId = await homeOf(settings)
  const joins =
    organizationId &&
    (await planSync(database().read, { organizationId, personId, groups, open: true }))
  if (!joins) throw stranger()
  await makePerson(ctx, { organizationId, personId, email, name, issuer, subject })
  return personId
}

async function joinUnlessMember(arrival: Arrival, invitation: string, personId: string) {
  try {
    await joinByProvider(arrival, invitation, { personId, draft: null })
  } catch (error) {
    if (!isAppError(error) || error.code !== 'already_member') throw error
  }
}

async function syncEverywhere({ identity, arrival, settings }: ProviderSignIn, personId: string) {
  const home = await homeOf(settings)
  const joined = await database()
    .read.select({ id: members.organizationId })
    .from(members)
    .where(and(eq(members.personId, personId), isNull(members.removedAt)))
  const all = new Set([...joined.map(({ id }) => id), ...(home ? [home] : [])])
  const ctx = systemContext('sign-in', arrival)
  for (const organizationId of [...all].sort())
    await syncMember(ctx, {
      organizationId,
      personId,
      groups: identity.groups,
      open: organizationId === home,
    })
}

/** The organization that people of mapped groups become members of. */
async function homeOf({ organization }: OidcSettings): Promise<string | null> {
  if (!organization) return null
  const [found] = await database()
    .read.select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.slug, organization))
  return found?.id ?? null
}

const stranger = () =>
  refused(
    'not_a_member',
    'You are not a member of an organization here. Ask an admin to add or invite you.',
  )

const refused = (code: string, message: string) => new AppError('forbidden', message, { code })
