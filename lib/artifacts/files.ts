import { and, asc, eq, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { loggedModelFiles, runOutputs, versionFiles, versions } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import type { ArtifactPlace } from './path'

export interface ArtifactFile {
  /** Below the place that was asked for. */
  path: string
  /** Bytes. */
  size: number
  sha256: string
}

/**
 * The files at or below a place, by path; a file itself is the one of its name. Decides nothing: whoever
 * hands the bytes on asks whether the caller may have them (`requireBlobs`, `visibleFiles`).
 */
export async function filesUnder(
  db: ReadDb,
  place: ArtifactPlace,
  seen?: SQL,
): Promise<ArtifactFile[]> {
  const rows = await rowsUnder(db, place, seen)
  const above = place.path === '' ? 0 : place.path.length + 1
  return rows.map(({ path, ...file }) => ({
    path: path === place.path ? (path.split('/').at(-1) ?? path) : path.slice(above),
    ...file,
  }))
}

function rowsUnder(db: ReadDb, place: ArtifactPlace, seen?: SQL): Promise<ArtifactFile[]> {
  if (place.kind === 'run') {
    const { path, size, sha256 } = runOutputs
    return db
      .select({ path, size, sha256 })
      .from(runOutputs)
      .where(and(eq(runOutputs.runId, place.id), isUnder(path, place.path), seen))
      .orderBy(asc(path))
  }
  if (place.kind === 'logged_model') {
    const { path, size, sha256 } = loggedModelFiles
    return db
      .select({ path, size, sha256 })
      .from(loggedModelFiles)
      .where(and(eq(loggedModelFiles.modelId, place.id), isUnder(path, place.path), seen))
      .orderBy(asc(path))
  }
  const { name: path, size, sha256 } = versionFiles
  return db
    .select({ path, size, sha256 })
    .from(versionFiles)
    .innerJoin(versions, eq(versions.id, versionFiles.versionId))
    .where(
      and(
        eq(versions.modelId, place.modelId),
        eq(versions.number, place.number),
        isUnder(path, place.path),
        seen,
      ),
    )
    .orderBy(asc(path))
}

function isUnder(column: PgColumn, path: string): SQL | undefined {
  return path === '' ? undefined : or(eq(column, path), sql`starts_with(${column}, ${`${path}/`})`)
}
