import { sql } from 'drizzle-orm'
import type { Ctx } from '../../actor'
import { system } from '../../system'
import { dayMs } from '../../time'

/** Days for which events are kept as they came. What they told of runs, jobs and data stays. */
const daysKept = 90

const atOnce = 500

/** Removes events past their time, a few in each transaction; answers how many. */
export async function forgetEvents(ctx: Ctx): Promise<number> {
  const before = new Date(ctx.now().getTime() - daysKept * dayMs).toISOString()
  let forgotten = 0
  for (;;) {
    const { rowCount } = await system((tx) =>
      tx.execute(sql`
        delete from lineage_events where id in (
          select id from lineage_events where received_at < ${before}
          order by received_at limit ${atOnce})`),
    )
    forgotten += rowCount ?? 0
    if ((rowCount ?? 0) < atOnce) return forgotten
  }
}
