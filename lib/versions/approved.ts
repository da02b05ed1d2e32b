import { and, desc, eq, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { versions } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import type { ModelTarget } from '../models/find'
import { isLatest } from '../policies/latest'
import { given, prepared } from '../prepared'
import type { VersionTarget } from './find'

const columns = {
  id: versions.id,
  number: versions.number,
  manifestDigest: versions.manifestDigest,
}

/** The two highest approved live versions that no policy excludes: what `latest` means, and would without that one. */
export function approvedVersions(db: ReadDb, of: ModelTarget, now = new Date()) {
  return db
    .select(columns)
    .from(versions)
    .where(and(eq(versions.modelId, of.model.id), eq(versions.life, 'live'), isLatest(now, of)))
    .orderBy(desc(versions.number))
    .limit(2)
}

/**
 * The version that gates hold another one against, and that stands beside it where it is reviewed: the
 * highest approved one other than it. Neither archiving or deleting that nor recalling it nor time lifts a gate,
 * so it is this one whatever `latest` means, until it is purged.
 */
export async function baseOf(
  db: ReadDb,
  { of, version }: Pick<VersionTarget, 'of' | 'version'>,
): Promise<BaseVersion | null> {
  const [found] = await base(db, {}).execute({ model: of.model.id, version: version.id })
  return found ?? null
}

/** What `latest` means, and what `baseOf()` answers, in one query. */
export async function latestAndBase(
  db: ReadDb,
  { of, version }: Pick<VersionTarget, 'of' | 'version'>,
  now: Date,
): Promise<{ latest: number | null; base: BaseVersion | null }> {
  const ofModel = eq(versions.modelId, of.model.id)
  const highest = (as: 'latest' | 'base', where: SQL | undefined) =>
    db
      .select({ ...columns, as: sql<typeof as>`${as}::text` })
      .from(versions)
      .where(and(ofModel, where))
      .orderBy(desc(versions.number))
      .limit(1)
  const rows = await highest('latest', and(eq(versions.life, 'live'), isLatest(now, of))).unionAll(
    highest(
      'base',
      and(eq(versions.state, 'approved'), isNull(versions.purgedAt), ne(versions.id, version.id)),
    ),
  )
  const found = (as: 'latest' | 'base') => rows.find((row) => row.as === as) ?? null
  return { latest: found('latest')?.number ?? null, base: found('base') }
}

const base = prepared((db, _: object) =>
  db
    .select(columns)
    .from(versions)
    .where(
      and(
        eq(versions.modelId, given('model')),
        eq(versions.state, 'approved'),
        isNull(versions.purgedAt),
        ne(versions.id, given('version')),
      ),
    )
    .orderBy(desc(versions.number))
    .limit(1),
)

export interface BaseVersion {
  id: string
  number: number
  manifestDigest: string
}
