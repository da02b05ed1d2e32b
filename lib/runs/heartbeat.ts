import { and, eq } from 'drizzle-orm'
import { runProgress } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { isGivenUp } from './close'
import type { RunTarget } from './find'

/**
 * Notes that a run is alive and makes other reports of it wait for this one. Throws conflict when it has
 * finished, unless the hub had given it up. Answers the bytes its log holds so far.
 */
export async function heartbeat(
  tx: Tx,
  ctx: Ctx,
  { run, uri }: RunTarget,
): Promise<{ logBytes: number }> {
  const [alive] = await tx
    .update(runProgress)
    .set({ heartbeatAt: ctx.now() })
    .where(
      and(
        eq(runProgress.runId, run.id),
        isGivenUp(run) ? undefined : eq(runProgress.finished, false),
      ),
    )
    .returning({ logBytes: runProgress.logBytes })
  if (!alive)
    throw conflict(`${uri} has finished, so nothing can be added to it. Start a new run.`, {
      code: 'run_finished',
    })
  return alive
}
