import type { Ctx } from '@/lib/actor'
import { type Arrival, contextFromSession, systemContext } from '@/lib/context'
import { newId } from '@/lib/ids'
import { addMember } from '@/lib/members/add'
import { createOrganization } from '@/lib/organizations/create'
import { signIn } from '@/lib/sessions/sign-in'
import { createToken } from '@/lib/tokens/create'

// The roles that the guides speak of, and a token for each with no more than it needs.
const cast = {
  contributor: { name: 'Ana', scopes: ['read', 'write'] },
  approver: { name: 'Ben', scopes: ['read', 'decide'] },
  admin: { name: 'Ada', scopes: ['read', 'write', 'decide', 'admin'] },
} as const
type Part = keyof typeof cast
const parts = ['contributor', 'approver', 'admin'] as const

export type Tokens = Record<Part, string>
/** Sessions of the people, who are the same in every organization: hashing passwords takes long. */
export type People = Record<Part, string>

const password = 'correct horse battery staple'
const emailOf = (part: Part) => `${cast[part].name.toLowerCase()}@people.example`

export async function makePeople(): Promise<People> {
  const sessions = parts.map(async (part): Promise<[Part, string]> => {
    const email = emailOf(part)
    const admin = { email, name: cast[part].name, password }
    // People come to be as members of something.
    await createOrganization(host(), { slug: `home-of-${part}`, name: part, admin })
    return [part, (await signIn({ email, password }, arrival())).secret]
  })
  return Object.fromEntries(await Promise.all(sessions)) as People
}

/** Makes an organization as the guides assume it: an admin, a contributor and an approver. */
export async function makeOrganization(slug: string, people: People): Promise<Tokens> {
  const admin = { email: emailOf('admin'), name: cast.admin.name }
  await createOrganization(host(), { slug, name: slug, admin })
  // They have accounts already, so the host takes them in.
  const { memberships } = await signedIn(people.admin)
  for (const role of ['contributor', 'approver'] as const)
    await addMember({ ...host(), memberships }, { org: slug, email: emailOf(role), roles: [role] })
  const tokens = parts.map(async (part): Promise<[Part, string]> => {
    const { name, scopes } = cast[part]
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
    const wanted = { org: slug, name: `${name}'s laptop`, scopes: [...scopes], expiresAt }
    return [part, (await createToken(await signedIn(people[part]), wanted)).secret]
  })
  return Object.fromEntries(await Promise.all(tokens)) as Tokens
}

async function signedIn(session: string): Promise<Ctx> {
  const ctx = await contextFromSession(session, arrival())
  if (!ctx) throw new Error('The session has ended.')
  return ctx
}

const host = () => systemContext('docs', arrival())

function arrival(): Arrival {
  return {
    via: 'host',
    requestId: newId(),
    origin: { ip: null, userAgent: null, client: 'docs' },
  }
}
