import { type Placeholder, type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Tx } from './door'
import { invalid } from './errors'
import { nameOnceTaken, nameTaken } from './life/taken'
import { slugFrom } from './uri'

/**
 * Models and projects are found by their slug and by every slug they had before. A slug that once led to
 * one of them leads to no other, so that an old URI never means something else.
 */
export type Renamed = 'model' | 'project'

const tables = {
  model: { things: sql`models`, former: sql`model_redirects`, thing: sql`model_id` },
  project: { things: sql`projects`, former: sql`project_redirects`, thing: sql`project_id` },
} as const satisfies Record<Renamed, Record<string, SQL>>

type Value = SQL | Placeholder | string

/** The id of what a slug leads to in an organization, as a value of the outer query; null for none. */
export function idOfSlug(kind: Renamed, organizationId: Value, slug: Value): SQL {
  const { things, former, thing } = tables[kind]
  return sql`coalesce(
    (select s.id from ${things} s where s.organization_id = ${organizationId} and s.slug = ${slug}),
    (select s.${thing} from ${former} s
      where s.organization_id = ${organizationId} and s.slug = ${slug}))`
}

/** The slug that was given for something new, or one made from its name. Throws invalid where none can be. */
export function slugOf(
  given: { slug?: string | undefined; name: string },
  kind: z.ZodType<string>,
): string {
  const slug = given.slug ?? kind.safeParse(slugFrom(given.name)).data
  if (slug) return slug
  throw invalid('slug: No name for URIs can be made from this name. Give a slug.', {
    fields: { slug: 'Give a slug.' },
  })
}

export interface Slugged {
  id: string
  organizationId: string
  slug: string
}

/**
 * Gives a locked model or project another slug; the old one keeps leading to it, and it can take back one
 * it had. Throws conflict for a slug that leads elsewhere.
 */
export async function rename(tx: Tx, kind: Renamed, named: Slugged, slug: string): Promise<void> {
  const { things, former, thing } = tables[kind]
  const { id, organizationId } = named
  // Holders before former holders: whoever gives a slug up in between has become a former one.
  const { rows } = await tx.execute(
    sql`select 1 from ${things} where organization_id = ${organizationId} and slug = ${slug}`,
  )
  if (rows.length > 0) throw nameTaken(kind, slug)
  await refuseFormer(tx, kind, { organizationId, slug, except: id })
  await tx.execute(
    sql`delete from ${former} where organization_id = ${organizationId} and slug = ${slug}`,
  )
  await tx.execute(sql`insert into ${former} (organization_id, slug, ${thing})
    values (${organizationId}, ${named.slug}, ${id})`)
  await tx.execute(sql`update ${things} set slug = ${slug} where id = ${id}`)
}

/**
 * Throws conflict for a slug that once led to something else. What takes a new slug asks after it has taken
 * it: nothing can give the slug up unnoticed then.
 */
export async function refuseFormer(
  tx: Tx,
  kind: Renamed,
  { organizationId, slug, except }: { organizationId: string; slug: string; except?: string },
): Promise<void> {
  const { former, thing } = tables[kind]
  const { rows } = await tx.execute<{ id: string }>(sql`select ${thing} as id from ${former}
    where organization_id = ${organizationId} and slug = ${slug}`)
  if (rows.some(({ id }) => id !== except)) throw nameOnceTaken(kind, slug)
}
