import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ReadDb } from '../door'
import { metricValue } from '../metrics/value'
import { query } from '../query'
import { Key } from '../view'
import { findRun, RunRef } from './find'
import type { MetricSeries } from './view'

/** Points of one series at most. */
const maxPoints = 2000
/** Points of one answer, roughly: many series share it. */
const maxAnswer = 200_000

/** Step, milliseconds since 1970 and value; PostgreSQL's JSON says NaN and the infinities as words. */
type Point = [step: number | null, time: number, value: number | string]

/**
 * The numeric metrics of a run over its life, by key: all, or those asked for. A series with more than
 * 2000 points (fewer where there are over 100 series) is thinned to its first and last point and the
 * lowest and highest of each stretch.
 */
export const getSeries = query({
  action: 'run.read',
  input: RunRef.extend({ key: z.union([Key, z.array(Key).max(200)]).optional() }),
  load: (db, input, ctx) => findRun(db, ctx, input),

  async run({ db, subject, input }): Promise<{ series: MetricSeries[] }> {
    const keys = input.key === undefined ? null : [input.key].flat()
    return { series: await readSeries(db, subject.run.id, keys) }
  },
})

async function readSeries(
  db: ReadDb,
  runId: string,
  keys: string[] | null,
): Promise<MetricSeries[]> {
  const chosen =
    keys === null
      ? sql`true`
      : sql`key in (select json_array_elements_text(${JSON.stringify(keys)}::json))`
  const numeric = sql`run_id = ${runId} and value is not null and ${chosen}`
  // Two plain passes instead of window functions, which would sort every point twice: an array of value
  // and place compares as a pair, so that `min` finds the first of the lowest and `max` of the highest.
  const { rows } = await db.execute<{ key: string; points: Point[] }>(sql`
      with bounds as materialized (
        select key, count(*) as total, min(seq) as first, max(seq) as last
        from run_metrics where ${numeric} group by key
      ), parts as materialized (
        select key, first, last, case when total > points then (points - 2) / 2 end as stretches
        from bounds, (
          select greatest(4, least(${maxPoints}, ${maxAnswer} / greatest(1, count(*)))) as points
          from bounds
        ) budget
      ), extremes as (
        select key, min(array[value, seq]) as low, max(array[value, -seq]) as high
        from run_metrics join parts using (key)
        where ${numeric} and stretches is not null
        group by key, (seq - first) * stretches / (last - first + 1)
      ), kept as (
        select key, low[2]::bigint as seq from extremes
        union select key, -high[2]::bigint from extremes
        union select key, first from parts where stretches is not null
        union select key, last from parts where stretches is not null
      ), shown as (
        select key, seq, step, time, value from run_metrics join kept using (key, seq)
        where run_id = ${runId}
        union all
        select key, seq, step, time, value from run_metrics join parts using (key)
        where ${numeric} and stretches is null
      )
      select key,
        json_agg(json_build_array(step, floor(extract(epoch from time) * 1000), value) order by seq) as points
      from shown group by key order by key`)
  return rows.map(({ key, points }) => ({ key, points: points.map(pointView) }))
}

function pointView([step, time, value]: Point) {
  return { step, time: new Date(time).toISOString(), value: metricValue(Number(value)) }
}
