import { createHash } from 'node:crypto'
import { eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { people } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { type Also, command } from '../command'
import type { Tx } from '../door'
import { conflict, forbidden, notFound } from '../errors'
import { lockAccount } from './account'
import { PersonName } from './view'

/**
 * Changes the caller's own name, as everybody sees it from now on. Throws conflict for the name of another
 * member of an organization of theirs: lists and the record tell people apart by it.
 */
export const renameMyself = command({
  action: 'member.rename',
  input: z.object({ name: PersonName }),
  load(tx, _input, ctx) {
    const personId = personBehind(ctx.actor)
    if (!personId) throw notFound('The hub itself has no account.')
    return lockAccount(tx, personId)
  },

  async run({ tx, subject: { person, elsewhere }, input: { name }, ctx }) {
    if (ctx.actor.kind !== 'person')
      throw forbidden('Only a person who is signed in changes their name.')
    await refuseNameOfAnother(tx, person.id, name)
    await tx.update(people).set({ name }).where(eq(people.id, person.id))
    // The log holds no names; by a digest it still answers whether someone had a certain one.
    const told = (name: string) => ({ nameDigest: digestOf(person.id, name) })
    const change = { before: told(person.name), after: told(name) }
    const also = elsewhere.map((subject): Also => ({ action: 'member.rename', subject, ...change }))
    return { result: { name }, change, also }
  },
})

// Any number: what sets these locks apart from those of one number, and from other pairs.
const nameLocks = 20_227

async function refuseNameOfAnother(tx: Tx, personId: string, name: string): Promise<void> {
  const plain = (text: SQL) => sql`lower(regexp_replace(${text}, '\\s', '', 'g'))`
  const asked = plain(sql`${name}::text`)
  // Of two who take the same name at once, the second sees the first.
  await tx.execute(sql`select pg_advisory_xact_lock(${nameLocks}, hashtext(${asked}))`)
  const { rows } = await tx.execute<{ name: string; organization: string }>(sql`
    select p.name, o.name as organization
    from members mine join members m on m.organization_id = mine.organization_id
      join people p on p.id = m.person_id join organizations o on o.id = m.organization_id
    where mine.person_id = ${personId} and mine.removed_at is null and m.removed_at is null
      and p.id <> ${personId} and ${plain(sql`p.name`)} = ${asked}
    limit 1`)
  const [other] = rows
  if (!other) return
  const message = `${other.organization} has a member called ${other.name} already. Add what tells you apart.`
  throw conflict(message, { fields: { name: message } })
}

/** With the id, so that the same name of two people does not show as one. */
function digestOf(personId: string, name: string): string {
  return createHash('sha256').update(`${personId}\n${name}`).digest('hex')
}
