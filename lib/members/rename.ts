import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { people } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { type Also, command } from '../command'
import { forbidden, notFound } from '../errors'
import { lockAccount } from './account'
import { PersonName } from './view'

/** Changes the caller's own name, as everybody sees it from now on. */
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
    await tx.update(people).set({ name }).where(eq(people.id, person.id))
    // That it changed is the record: the log holds no names, they are joined when it is shown.
    const unsaid = { before: null, after: null }
    const also = elsewhere.map((subject): Also => ({ action: 'member.rename', subject, ...unsaid }))
    return { result: { name }, change: unsaid, also }
  },
})
