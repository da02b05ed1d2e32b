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
  const { rows } = await db.execute<{ key: string; points: Point[] }>(sql`
      with numbered as (
        select key, seq, step, time, value,
          row_number() over (partition by key order by seq) as place,
          count(*) over (partition by key) as total
        from run_metrics
        where run_id = ${runId} and value is not null and ${chosen}
      ), budget as (
        select greatest(4, least(${maxPoints}, ${maxAnswer} / greatest(1, count(distinct key)))) as points
        from numbered
      ), stretched as (
        select numbered.*, points,
          case when total > points then (place - 1) * ((points - 2) / 2) / total end as stretch
        from numbered, budget
      ), ranked as (
        select *,
          row_number() over (partition by key, stretch order by value, seq) as low,
          row_number() over (partition by key, stretch order by value desc, seq) as high
        from stretched
      )
      select key,
        json_agg(json_build_array(step, floor(extract(epoch from time) * 1000), value) order by seq) as points
      from ranked
      where total <= points or place = 1 or place = total or low = 1 or high = 1
      group by key order by key`)
  return rows.map(({ key, points }) => ({ key, points: points.map(pointView) }))
}

function pointView([step, time, value]: Point) {
  return { step, time: new Date(time).toISOString(), value: metricValue(Number(value)) }
}
