import { and, desc, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { isAppError, notFound } from '../errors'
import { findModel, type ModelTarget } from '../models/find'
import { isLatest } from '../policies/latest'
import { slugProblem, versionName } from '../uri'
import { findNamedVersion, type VersionTarget, versionTarget } from '../versions/find'

/** A model as clients of Hugging Face name it: whatever they send for one, it is there or not. */
export const RepoRef = z.object({ org: z.string(), model: z.string() })
export type RepoRef = z.infer<typeof RepoRef>

/** A version as they name it: a number, an alias, `latest`, `newest`, `main`, or a digest. */
export const RevisionRef = RepoRef.extend({ revision: z.string() })
export type RevisionRef = z.infer<typeof RevisionRef>

/** What these clients tell one absence from another by. */
export type Absent = 'RepoNotFound' | 'RevisionNotFound' | 'EntryNotFound'

/** What stands for the commit that a version is: the first 40 digits of its manifest digest. */
export const commitOf = (manifestDigest: string) => manifestDigest.slice(0, 40)

/** The model of a repo id. Throws `RepoNotFound` for the absent and the invisible alike. */
export function findRepo(db: ReadDb, ctx: Ctx, { org, model }: RepoRef): Promise<ModelTarget> {
  return absentAs('RepoNotFound', async () => {
    if (slugProblem(model)) throw notFound(`There is no model ${model} in ${org}.`)
    return findModel(db, ctx, { org, model })
  })
}

/** The version that a revision means now. Throws `RepoNotFound` and `RevisionNotFound`. */
export async function findRevision(db: ReadDb, ctx: Ctx, ref: RevisionRef): Promise<VersionTarget> {
  const of = await findRepo(db, ctx, ref)
  return absentAs('RevisionNotFound', () => meant(db, ctx, of, ref.revision))
}

/** Runs a search; that it found nothing is told by this code, and by the commit where that is known. */
export async function absentAs<T>(
  code: Absent,
  search: () => Promise<T>,
  details: { commit?: string } = {},
): Promise<T> {
  try {
    return await search()
  } catch (error) {
    if (!isAppError(error) || error.kind !== 'not_found') throw error
    throw notFound(error.message, { code, details: { ...error.details, ...details } })
  }
}

// What a clone would check out: there it is a branch, here what is approved.
const branches = ['main', 'HEAD']

// An alias could be written like a commit, and would then stand for other content.
const digestPattern = /^(?:(?:sha256:)?([0-9a-f]{64})|([0-9a-f]{40}))$/

async function meant(
  db: ReadDb,
  ctx: Ctx,
  of: ModelTarget,
  revision: string,
): Promise<VersionTarget> {
  const [, digest, commit] = digestPattern.exec(revision) ?? []
  const hex = digest ?? commit
  if (hex) return withDigest(db, ctx, of, hex)
  const name = branches.includes(revision) ? { kind: 'latest' as const } : versionName(revision)
  if (!name)
    throw notFound(
      `${of.model.slug} has no revision ${revision}. Name v1, an alias, latest, main or a digest.`,
    )
  return findNamedVersion(db, ctx, of, name)
}

/** The version that has this content; of several the one that may be used, and the highest. */
async function withDigest(
  db: ReadDb,
  ctx: Ctx,
  of: ModelTarget,
  hex: string,
): Promise<VersionTarget> {
  const usable = sql`(${versions.life} = 'live' and ${isLatest(ctx.now(), of) ?? true})`
  const [found] = await db
    .select()
    .from(versions)
    .where(
      and(
        eq(versions.modelId, of.model.id),
        ne(versions.life, 'deleted'),
        sql`left(${versions.manifestDigest}, ${hex.length}::int) = ${hex}`,
      ),
    )
    .orderBy(desc(usable), desc(versions.number))
    .limit(1)
  if (!found) throw notFound(`No version of ${of.model.slug} has the digest ${hex}.`)
  return versionTarget(of, found)
}
