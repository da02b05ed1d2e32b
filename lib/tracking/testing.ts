import { eq } from 'drizzle-orm'
import { database } from '@/db/client'
import { runs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { createTrackedRun } from './create'
import { hexOf } from './ids'

/** A run of the experiment `Default`: its id, the 32 digits that clients know, its number in the project. */
export async function trackedRun(ctx: Ctx, org: string, project = 'default') {
  const { id } = await createTrackedRun(ctx, { org, project, experiment: 0 })
  const [run] = await database().read.select().from(runs).where(eq(runs.id, id))
  if (!run) throw new Error('The run just made is not there.')
  return { id, run: hexOf(id), number: run.number }
}
