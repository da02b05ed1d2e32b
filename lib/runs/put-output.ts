import { and, eq, sql } from 'drizzle-orm'
import { datasetVersionFiles, datumAliases, runInputs, runOutputs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { linkOutput, unlinkOutputs } from '../lineage/link'
import { uuids } from '../visibility'
import type { RunRow } from './find'

export type OutputRow = typeof runOutputs.$inferSelect

/** The file that a run has under a path. */
export async function findOutput(
  tx: Tx,
  runId: string,
  path: string,
): Promise<OutputRow | undefined> {
  const [found] = await tx
    .select()
    .from(runOutputs)
    .where(and(eq(runOutputs.runId, runId), eq(runOutputs.path, path)))
  return found
}

/** Gives a run a file, in the place of one that is there: as another file, with an id of its own. */
export async function putOutput(
  tx: Tx,
  ctx: Ctx,
  run: RunRow,
  file: { path: string; sha256: string; size: number },
  inPlaceOf: OutputRow | undefined,
): Promise<OutputRow> {
  if (inPlaceOf) await removeOutputs(tx, [inPlaceOf])
  const [made] = await tx
    .insert(runOutputs)
    .values({ id: ctx.newId(), runId: run.id, ...file, createdAt: ctx.now() })
    .returning()
  if (!made) throw new Error('The file was not recorded.')
  await linkOutput(tx, ctx, run, made.id)
  return made
}

/** Takes files of a run away. Throws conflict where something holds one of them. */
export async function removeOutputs(
  tx: Tx,
  outputs: readonly Pick<OutputRow, 'id' | 'path'>[],
): Promise<void> {
  if (outputs.length === 0) return
  const ids = outputs.map(({ id }) => id)
  const pathOf = new Map(outputs.map(({ id, path }) => [id, path]))
  const stays = (id: string | null, held: string) =>
    conflict(`${pathOf.get(id ?? '')} ${held}, so it stays as it is. Rename it.`)
  const [used] = await tx
    .select({ id: runInputs.outputId })
    .from(runInputs)
    .where(sql`${runInputs.outputId} = any(${uuids(ids)})`)
    .limit(1)
  if (used) throw stays(used.id, 'is the input of another run')
  const [aliased] = await tx
    .select({ id: datumAliases.datumId, name: datumAliases.name })
    .from(datumAliases)
    .where(sql`${datumAliases.datumId} = any(${uuids(ids)})`)
    .limit(1)
  if (aliased) throw stays(aliased.id, `is what the alias ${aliased.name} points at`)
  const [held] = await tx
    .select({ id: datasetVersionFiles.datumId })
    .from(datasetVersionFiles)
    .where(sql`${datasetVersionFiles.datumId} = any(${uuids(ids)})`)
    .limit(1)
  if (held) throw stays(held.id, 'is part of a dataset version')
  await unlinkOutputs(tx, ids)
  await tx.delete(runOutputs).where(sql`${runOutputs.id} = any(${uuids(ids)})`)
}
