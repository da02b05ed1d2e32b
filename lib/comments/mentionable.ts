import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { invalid } from '../errors'
import { likeStart } from '../like'
import { seesAddresses } from '../members/addresses'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { query } from '../query'
import { uuids } from '../visibility'
import { asKept, mentionsIn } from './mention-text'
import type { Mentionable } from './view'

const maxMentions = 50

/**
 * The people who may be mentioned where this model is spoken of: the members who see it. Readers of a
 * restricted model learn who the others are, as by their comments; by name, and by address only where they
 * may list the members anyway.
 */
export const listMentionable = query({
  action: 'model.read',
  input: ModelRef.extend({
    q: z.string().trim().max(200).default('').describe('How a name, or an address, begins'),
    limit: z.coerce.number().int().min(1).max(50).default(8),
  }),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<{ items: Mentionable[] }> {
    const begins = likeStart(input.q)
    const within = `% ${begins}`
    const addresses = seesAddresses(ctx, subject.organization.organizationId)
    const { rows } = await db.execute<{ id: string; name: string; email: string }>(sql`
      select p.id, p.name, p.email from members m join people p on p.id = m.person_id
      where m.organization_id = ${subject.organization.organizationId} and m.removed_at is null
        and ${sees(subject)}
        and (p.name ilike ${begins} or p.name ilike ${within}
          or (${addresses}::boolean and p.email ilike ${begins}))
      order by lower(p.name), p.id limit ${input.limit}`)
    return {
      items: rows.map(({ id, name, email }) => ({
        id,
        name,
        mention: addresses ? `@${email}` : `<@${id}>`,
      })),
    }
  },
})

/**
 * A text as it is kept, and whom it names. An id counts where it is that of a member, or of somebody named
 * before. Throws `invalid` where somebody is named anew who could not read it.
 */
export async function readMentions(
  db: ReadDb,
  ctx: Ctx,
  of: ModelTarget,
  text: string,
  before: readonly string[] = [],
): Promise<{ body: string; mentions: string[] }> {
  const named = mentionsIn(text)
  const emails = seesAddresses(ctx, of.organization.organizationId) ? named.emails : []
  if (emails.length + named.ids.length > maxMentions)
    throw refused(`A comment mentions at most ${maxMentions} people.`)
  const found = await membersNamed(db, of, emails, named.ids)
  const blind = found.filter(({ id, sees }) => !sees && !before.includes(id))
  if (blind.length > 0)
    throw refused(
      unseen(
        of,
        blind.map(({ name }) => name),
      ),
    )
  const known = new Set([...found.map(({ id }) => id), ...before])
  const mentions = (ids: string[]) => ids.filter((id) => known.has(id))
  // To read a text takes its time, and a lock is held: what names no address is read once.
  if (emails.length === 0) return { body: text, mentions: mentions(named.ids) }
  const body = asKept(text, new Map(found.map(({ email, id }) => [email, id])))
  return { body, mentions: mentions(mentionsIn(body).ids) }
}

interface Named extends Record<string, unknown> {
  id: string
  name: string
  email: string
  sees: boolean
}

async function membersNamed(
  db: ReadDb,
  of: ModelTarget,
  emails: readonly string[],
  ids: readonly string[],
): Promise<Named[]> {
  if (emails.length + ids.length === 0) return []
  const { rows } = await db.execute<Named>(sql`
    select p.id, p.name, p.email, ${sees(of)} as sees
    from members m join people p on p.id = m.person_id
    where m.organization_id = ${of.organization.organizationId} and m.removed_at is null
      and (p.id = any(${uuids(ids)}) or p.email in (
        select jsonb_array_elements_text(${JSON.stringify(emails)}::jsonb)))
    order by lower(p.name), p.id`)
  return [...rows]
}

/** Whether the person `p` sees a model: `canSee()` as SQL, for somebody other than the caller. */
function sees({ access, model, projectIds }: ModelTarget): SQL {
  if (!access.restricted) return sql`true`
  return sql`exists (select 1 from held_roles g
    where g.organization_id = ${access.organizationId}
      and g.person_id = p.id
      and (g.scope_id = any(${uuids([model.id, ...projectIds])})
        or (g.scope_kind = 'organization' and g.role in ('admin', 'auditor'))))`
}

function unseen({ model }: ModelTarget, names: readonly string[]): string {
  const all = new Intl.ListFormat('en').format(names)
  return `${all} cannot see ${model.slug}, so do not mention them here; or give them a role on it first.`
}

function refused(message: string) {
  return invalid(`body: ${message}`, { fields: { body: message } })
}
