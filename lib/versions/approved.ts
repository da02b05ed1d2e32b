import { and, desc, eq } from 'drizzle-orm'
import { versions } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import type { ModelTarget } from '../models/find'
import { isLatest } from '../policies/latest'

/** The two highest approved live versions that no policy excludes: what `latest` means, and would without that one. */
export function approvedVersions(db: ReadDb, of: ModelTarget, now = new Date()) {
  return db
    .select({
      id: versions.id,
      number: versions.number,
      manifestDigest: versions.manifestDigest,
    })
    .from(versions)
    .where(and(eq(versions.modelId, of.model.id), eq(versions.life, 'live'), isLatest(now, of)))
    .orderBy(desc(versions.number))
    .limit(2)
}
