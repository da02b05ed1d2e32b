import { and, eq, or, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { loggedModelFiles, runOutputs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { removeOutputs } from '../runs/put-output'
import { liesBelow } from './files'
import { type ArtifactRef, placeAt } from './place'
import { writingAt } from './writing'

/** Removes a file, or all in a folder; what is not there is gone already. Throws conflict where one is held. */
export async function removeArtifacts(ctx: Ctx, { path, ...ref }: ArtifactRef): Promise<void> {
  await remove(ctx, ref, placeAt(path))
}

const remove = writingAt(async (step) => {
  const { tx, place } = step
  if (place.kind === 'run') {
    const outputs = await tx
      .select({ id: runOutputs.id, path: runOutputs.path })
      .from(runOutputs)
      .where(and(eq(runOutputs.runId, place.id), isUnder(runOutputs.path, place.path)))
    return removeOutputs(tx, outputs)
  }
  const { modelId, path } = loggedModelFiles
  await tx.delete(loggedModelFiles).where(and(eq(modelId, place.id), isUnder(path, place.path)))
})

function isUnder(column: PgColumn, path: string): SQL | undefined {
  return path === '' ? undefined : or(eq(column, path), liesBelow(path, column))
}
