import { eq } from 'drizzle-orm'
import { people } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { conflict, invalid } from '../errors'
import { hashPassword, newPassword } from '../sessions/password'

export type PersonRow = typeof people.$inferSelect

export interface PersonDraft {
  email: string
  /** May be left out for someone who is known. */
  name?: string | undefined
  /** The one that they chose themselves; made up when left out. */
  password?: string | undefined
}

export interface FoundPerson {
  person: PersonRow
  /** Set when the person is new here and chose no password. */
  initialPassword: string | null
}

/**
 * The person of this address for an organization, made if there is none. Nobody's password is ever changed
 * by this. Throws conflict for someone whose password is known to the admin of another organization.
 */
export async function findOrCreatePerson(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  draft: PersonDraft,
): Promise<FoundPerson> {
  const known = await findPerson(tx, draft.email)
  if (known && draft.password) throw someoneHere()
  if (known?.passwordKnownTo && known.passwordKnownTo !== organizationId)
    throw conflict(
      'Their first password was made by another organization, whose admin would come in with it. Ask them to change it first.',
      { code: 'password_known' },
    )
  if (known) return { person: known, initialPassword: null }
  if (!draft.name)
    throw invalid('name: Nobody here has this e-mail address yet, so give their name.', {
      fields: { name: 'Nobody here has this e-mail address yet, so give their name.' },
    })
  const initialPassword = draft.password ? null : newPassword()
  const [person] = await tx
    .insert(people)
    .values({
      id: ctx.newId(),
      email: draft.email,
      name: draft.name,
      passwordHash: await hashPassword(draft.password ?? initialPassword ?? newPassword()),
      // What is made on the host is told to the host only.
      passwordKnownTo: initialPassword && ctx.actor.kind !== 'system' ? organizationId : null,
      createdAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning()
  if (!person) throw someoneHere()
  return { person, initialPassword }
}

/** The person of this address (lower case), if there is one; who is being erased is waited for, and gone. */
async function findPerson(tx: Tx, email: string): Promise<PersonRow | undefined> {
  const [person] = await tx.select().from(people).where(eq(people.email, email)).for('key share')
  return person
}

const someoneHere = () => conflict('Someone with this e-mail address is here already. Try again.')
