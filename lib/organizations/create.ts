import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { members, organizations } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { type CommandSpec, command } from '../command'
import type { Target, Tx } from '../door'
import { conflict } from '../errors'
import { setRoles } from '../members/grants'
import { findOrCreatePerson } from '../members/person'
import { Email, PersonName } from '../members/view'
import { Password } from '../sessions/password'
import { DisplayName } from '../view'
import { type Organization, OrganizationSlug } from './view'

const NewOrganization = z.object({
  slug: OrganizationSlug,
  name: DisplayName,
  /** Whoever is to run it; also its first approver. */
  admin: z.object({ email: Email, name: PersonName, password: Password.optional() }),
  fourEyes: z.boolean().default(true),
})

export interface CreatedOrganization {
  organization: Organization
  /** The id of the person who runs it. */
  adminId: string
  /** The password made for them, where they are new and chose none; shown once. */
  initialPassword: string | null
}

interface NewTarget extends Target {
  organizationId: string
}

type Spec<I extends z.ZodType> = CommandSpec<I, NewTarget, CreatedOrganization>

/** Makes an organization with one member: for the hub itself, on behalf of its host. */
export const createOrganization = command({
  action: 'organization.create',
  input: NewOrganization,
  load: newOrganization,
  run: insertOrganization,
} satisfies Spec<typeof NewOrganization>)

const FirstOrganization = NewOrganization.extend({
  admin: z.object({ email: Email, name: PersonName, password: Password }),
})

/**
 * Makes the first organization, for whoever visits the hub first. Throws conflict once there is one.
 */
export const firstRun = command({
  action: 'organization.create',
  input: FirstOrganization,
  async load(tx, input, ctx) {
    const target = await newOrganization(tx, input, ctx)
    const [one] = await tx.select({ id: organizations.id }).from(organizations).limit(1)
    if (one) throw conflict('This hub is set up already. Sign in, or ask an admin to add you.')
    return target
  },
  run: insertOrganization,
} satisfies Spec<typeof FirstOrganization>)

/** Whether the hub has been set up; anyone may ask. */
export async function organizationExists(): Promise<boolean> {
  const [one] = await database().read.select({ id: organizations.id }).from(organizations).limit(1)
  return one !== undefined
}

async function newOrganization(tx: Tx, input: { slug: string }, ctx: Ctx): Promise<NewTarget> {
  // One at a time, so that two first visits make one organization.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('organization.create', 0))`)
  const organizationId = ctx.newId()
  return {
    organizationId,
    access: { organizationId },
    event: { kind: 'organization', id: organizationId, uri: `/${input.slug}`, organizationId },
  }
}

async function insertOrganization({
  tx,
  subject: { organizationId },
  input,
  ctx,
}: {
  tx: Tx
  subject: NewTarget
  input: z.output<typeof NewOrganization>
  ctx: Ctx
}) {
  const { slug, name, fourEyes, admin } = input
  const createdAt = ctx.now()
  const [made] = await tx
    .insert(organizations)
    .values({ id: organizationId, slug, name, fourEyes, createdAt })
    .onConflictDoNothing()
    .returning()
  if (!made) throw conflict(`An organization named ${slug} exists. Choose another name.`)
  const { person, initialPassword } = await findOrCreatePerson(tx, ctx, organizationId, admin)
  await tx.insert(members).values({ organizationId, personId: person.id, createdAt })
  const roles = await setRoles(tx, ctx, { organizationId, personId: person.id }, [
    'admin',
    'approver',
  ])
  return {
    result: { organization: { slug, name, fourEyes }, adminId: person.id, initialPassword },
    change: { before: null, after: { slug, name, fourEyes, admin: person.id, roles } },
  }
}
