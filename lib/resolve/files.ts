import { and, eq, inArray } from 'drizzle-orm'
import { datumAliases } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb } from '../door'
import { invalid, notFound } from '../errors'
import { type FoundFile, findFiles } from '../files/find'
import { isId } from '../ids'
import type { DatumUri } from '../uri'
import { each, type Wanted } from './wanted'

/** A project whose aliases of files may be named. */
export type AliasScope = { id: string; slug: string } | null

/**
 * The files that many `datum://` references name, in the same order, in two queries: by id, or by an alias
 * of the project at hand. Throws not found, and `invalid` for an alias without a project.
 */
export async function lookUpFiles(
  db: ReadDb,
  ctx: Ctx,
  { organizationId }: Membership,
  wanted: Wanted<DatumUri>[],
  project: AliasScope,
): Promise<FoundFile[]> {
  if (wanted.length === 0) return []
  const names = wanted.map(({ uri }) => uri.ref).filter((ref) => !isId(ref))
  const behind = await aliased(db, project, names)
  const ids = await each(wanted, ({ ref }) => {
    if (isId(ref)) return ref
    if (!project)
      throw invalid(`datum://${ref} is an alias of a project. Say which: project=<name>.`)
    const id = behind.get(ref)
    if (!id) throw notFound(`The project ${project.slug} has no file alias ${ref}.`)
    return id
  })
  const found = await findFiles(db, ctx, organizationId, ids)
  return each(wanted, ({ ref }, place) => {
    const file = found.get(ids[place] ?? '')
    if (!file) throw notFound(`There is no file datum://${ref} here, or you may not see it.`)
    return file
  })
}

async function aliased(
  db: ReadDb,
  project: AliasScope,
  names: string[],
): Promise<Map<string, string>> {
  if (!project || names.length === 0) return new Map()
  const rows = await db
    .select({ name: datumAliases.name, id: datumAliases.datumId })
    .from(datumAliases)
    .where(and(eq(datumAliases.projectId, project.id), inArray(datumAliases.name, names)))
  return new Map(rows.map(({ name, id }) => [name, id]))
}
