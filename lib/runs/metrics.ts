import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { runSummaries } from '@/db/schema/tables'
import type { ReadDb, Tx } from '../door'
import { AppError, conflict, invalid } from '../errors'
import { ingest } from '../ingest'
import { storable } from '../storable'
import { Key } from '../view'
import { findRun, RunRef, type RunTarget } from './find'
import { heartbeat } from './heartbeat'

const maxValues = 10_000
const maxKeys = 10_000
const maxPoints = 5_000_000

/** What one metric may be at one moment: words and truth values are kept, but have no curve. */
const Reported = z.union([
  z.number(),
  z.boolean(),
  z.string().max(1000, 'A word has at most 1000 characters.'),
])

const MetricEvent = z.object({
  time: z.iso.datetime({ offset: true }).describe('ISO 8601 with Z or an offset'),
  step: z.number().nullish(),
  values: z.record(Key, Reported).refine(storable, 'A key or word in it is no Unicode.'),
})

/**
 * Adds metric values to a running run and notes that it is alive; without any it only does the latter.
 * NaN and the infinities are values, spelled as words. At most 10,000 values a call, 10,000 keys and
 * 5 million values a run. With `after`, what was taken already may be sent again; a gap is a conflict with
 * `details.expected`.
 */
export const logMetrics = ingest({
  action: 'run.report',
  input: RunRef.extend({
    events: z.array(MetricEvent).max(1000, 'At most 1000 events a call.'),
    after: z.int().min(0).optional().describe('How many values the run was sent before these'),
  }),
  load: (tx, input, ctx) => findRun(tx, ctx, input),

  async run({ tx, subject, input, ctx }) {
    const values = input.events.flatMap(({ time, step = null, values }) =>
      Object.entries(values).map(([key, value]) => rowOf(time, step, key, value)),
    )
    if (values.length > maxValues)
      throw invalid(`events: ${values.length} values are too many for one call. Send ${maxValues}.`)
    await heartbeat(tx, ctx, subject)
    if (values.length === 0) return null
    if (input.after !== undefined && (await isKnown(tx, subject, input.after, values.length)))
      return null
    const incoming = sql`(select * from rows from (
        json_to_recordset(${JSON.stringify(values)}::json)
          as (time timestamptz, step float8, key text, value float8, word text)
      ) with ordinality as w(time, step, key, value, word, place)) incoming`
    const runId = sql`${subject.run.id}::uuid`
    await tx.execute(sql`insert into run_metrics (run_id, key, step, time, value, word)
      select ${runId}, key, step, time, value, word from ${incoming} order by place`)
    await tx.execute(sql`
      insert into run_summaries as s (run_id, key, step, time, value, word, points)
      select distinct on (key) ${runId}, key, step, time, value, word, count(*) over (partition by key)
      from ${incoming} order by key, place desc
      on conflict (run_id, key) do update set step = excluded.step, time = excluded.time,
        value = excluded.value, word = excluded.word, points = s.points + excluded.points`)
    const {
      rows: [kept],
    } = await tx.execute<{ keys: number; points: number }>(
      sql`select count(*)::int as keys, sum(points)::float8 as points
        from run_summaries where run_id = ${runId}`,
    )
    if (kept && kept.keys > maxKeys)
      throw invalid(`events: A run has at most ${maxKeys} metrics, and these would make more.`)
    if (kept && kept.points > maxPoints)
      throw new AppError(
        'too_large',
        'A run keeps at most 5 million values, and these would make more. Log less often.',
      )
    return null
  },
})

/** Whether exactly these values were taken before. Throws conflict when others are expected. */
async function isKnown(tx: Tx, { run, uri }: RunTarget, after: number, count: number) {
  const [kept] = await tx
    .select({ points: sql<number>`coalesce(sum(${runSummaries.points}), 0)::float8` })
    .from(runSummaries)
    .where(eq(runSummaries.runId, run.id))
  const expected = kept?.points ?? 0
  if (expected !== after && expected !== after + count)
    throw conflict(`${uri} holds ${expected} values. Continue there.`, { details: { expected } })
  return expected !== after
}

function rowOf(time: string, step: number | null, key: string, value: z.infer<typeof Reported>) {
  if (typeof value === 'number' || namedNumbers.has(value)) return { time, step, key, value }
  return { time, step, key, word: String(value) }
}

const namedNumbers = new Set<string | boolean>(['NaN', 'Infinity', '-Infinity'])

/** The latest number of each key that a run has logged. */
export async function lastMetrics(db: ReadDb, runId: string): Promise<Record<string, number>> {
  const rows = await db
    .select({ key: runSummaries.key, value: runSummaries.value })
    .from(runSummaries)
    .where(and(eq(runSummaries.runId, runId), isNotNull(runSummaries.value)))
  return Object.fromEntries(rows.map(({ key, value }) => [key, Number(value)]))
}
