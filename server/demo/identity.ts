import { scopesFor } from '@/lib/access'
import type { Ctx } from '@/lib/actor'
import { contextFromSession, contextFromToken, systemContext } from '@/lib/context'
import { isAppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { addMember } from '@/lib/members/add'
import { resetPassword } from '@/lib/members/password'
import { createOrganization } from '@/lib/organizations/create'
import { endSession } from '@/lib/sessions/session'
import { signIn } from '@/lib/sessions/sign-in'
import { dayMs } from '@/lib/time'
import { createToken } from '@/lib/tokens/create'
import { cast, type DemoRole, organization } from './plan'

export interface DemoUser {
  email: string
  password: string
  role: DemoRole
  token: string
}

const arrival = () => ({
  via: 'host' as const,
  requestId: newId(),
  origin: { ip: null, userAgent: null, client: 'demo' },
})
const host = () => systemContext('demo', arrival())
const tokenDays = 90

/**
 * Brings the sample people up to date: makes the organization on the first start, keeps the passwords it
 * made, and replaces tokens that have expired.
 */
export async function ensureUsers(known: DemoUser[]): Promise<DemoUser[]> {
  const passwords = new Map(known.map(({ email, password }) => [email, password]))
  const made = await makeOrganization()
  const admin = cast.find(({ role }) => role === 'admin')
  if (!admin) throw new Error('The cast has no admin.')
  if (made) passwords.set(admin.email, made)
  const users: DemoUser[] = []
  for (const person of [admin, ...cast.filter(({ role }) => role !== 'admin')]) {
    const password =
      passwords.get(person.email) ?? (await passwordOf(person, passwords.get(admin.email)))
    passwords.set(person.email, password)
    const old = known.find(({ email }) => email === person.email)?.token
    const token = (await stillGood(old)) ?? (await newToken(person, password))
    users.push({ email: person.email, password, role: person.role, token })
  }
  return cast.map(({ email }) => {
    const user = users.find((candidate) => candidate.email === email)
    if (!user) throw new Error(`${email} was not made.`)
    return user
  })
}

type Person = (typeof cast)[number]

async function makeOrganization(): Promise<string | null> {
  const admin = cast.find(({ role }) => role === 'admin')
  if (!admin) throw new Error('The cast has no admin.')
  try {
    const { initialPassword } = await createOrganization(host(), { ...organization, admin })
    return initialPassword ?? (await resetPassword(host(), admin.email))
  } catch (error) {
    if (isAppError(error) && error.kind === 'conflict') return null
    throw error
  }
}

async function passwordOf(person: Person, adminPassword: string | undefined): Promise<string> {
  const { slug: org } = organization
  if (person.role === 'admin' || !adminPassword) return resetPassword(host(), person.email)
  const admin = cast.find(({ role }) => role === 'admin')
  const { email, name, role } = person
  try {
    const added = await withSession(admin?.email ?? '', adminPassword, (ctx) =>
      addMember(ctx, { org, email, name, roles: [role] }),
    )
    if (added.initialPassword) return added.initialPassword
  } catch (error) {
    if (!isAppError(error) || error.kind !== 'conflict') throw error
  }
  return resetPassword(host(), email)
}

async function newToken({ email, role }: Person, password: string): Promise<string> {
  const expiresAt = new Date(Date.now() + tokenDays * dayMs).toISOString()
  const { secret } = await withSession(email, password, (ctx) =>
    createToken(ctx, {
      org: organization.slug,
      name: `demo ${role}`,
      // Who sets an organization up is its first approver, too.
      scopes: scopesFor(role === 'admin' ? [role, 'approver'] : [role]),
      expiresAt,
    }),
  )
  return secret
}

async function stillGood(token: string | undefined): Promise<string | null> {
  if (!token) return null
  return contextFromToken(token, arrival()).then(
    () => token,
    () => null,
  )
}

async function withSession<R>(email: string, password: string, run: (ctx: Ctx) => Promise<R>) {
  const { secret } = await signIn({ email, password }, arrival())
  try {
    const ctx = await contextFromSession(secret, arrival())
    if (!ctx) throw new Error(`${email} could not sign in.`)
    return await run(ctx)
  } finally {
    await endSession(secret)
  }
}
