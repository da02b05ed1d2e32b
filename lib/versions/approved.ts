import { and, desc, eq } from 'drizzle-orm'
import { versions } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import type { ModelTarget } from '../models/find'

/** The two highest approved live versions: what `latest` means, and what it would mean without that one. */
export function approvedVersions(db: ReadDb, of: ModelTarget) {
  return db
    .select({ id: versions.id, number: versions.number })
    .from(versions)
    .where(
      and(
        eq(versions.modelId, of.model.id),
        eq(versions.state, 'approved'),
        eq(versions.life, 'live'),
      ),
    )
    .orderBy(desc(versions.number))
    .limit(2)
}
