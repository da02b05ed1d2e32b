import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ReadDb } from '../door'
import { metricValue } from '../metrics/value'
import { query } from '../query'
import { Key } from '../view'
import { findRun, RunRef } from './find'
import { lttb } from './lttb'
import type { MetricSeries } from './view'

/** Points of one series at most. */
const maxPoints = 2000
/** Points of one answer, roughly: many series share it. */
const maxAnswer = 200_000

export const SeriesInput = z.object({
  key: z.union([Key, z.array(Key).max(200)]).optional(),
  points: z.coerce
    .number('Write a number.')
    .int()
    .min(4)
    .max(maxPoints)
    .default(maxPoints)
    .describe('Of one series at most'),
  x: z
    .enum(['step', 'time'])
    .default('step')
    .describe('The axis that a thinned line is drawn over'),
})

/**
 * The numeric metrics of a run over its life, by key: all, or those asked for. A series with more points
 * than asked for (or fewer still where there are over 100 series) is thinned so that its line looks the
 * same; its ends, its lowest and its highest value always stay, and what is no finite number is left out.
 */
export const getSeries = query({
  action: 'run.read',
  input: RunRef.extend(SeriesInput.shape),
  load: (db, input, ctx) => findRun(db, ctx, input),

  async run({ db, subject, input }): Promise<{ startedAt: string; series: MetricSeries[] }> {
    const keys = input.key === undefined ? null : [input.key].flat()
    const read = await readSeries(db, subject.run.id, keys, input.points)
    const most = Math.max(4, Math.min(input.points, Math.floor(maxAnswer / (read.length || 1))))
    return {
      startedAt: subject.run.createdAt.toISOString(),
      series: read.map((one) => seriesView(one, { most, x: input.x })),
    }
  },
})

/** Step, milliseconds since 1970 and value; PostgreSQL's JSON says NaN and the infinities as words. */
type Point = [step: number | null, time: number, value: number | string]

interface ReadSeries {
  key: string
  /** Reports, words among them. */
  total: number
  is_thinned: boolean
  /** Finite values of one that is thinned. */
  drawn: number | null
  points: Point[]
}

/**
 * Every point of a short series; of a long one the ends and, of each stretch of it, the lowest and the
 * highest: several times as many as will be shown, and few enough to be handed over.
 */
async function readSeries(
  db: ReadDb,
  runId: string,
  keys: string[] | null,
  most: number,
): Promise<ReadSeries[]> {
  const chosen =
    keys === null
      ? sql`true`
      : sql`s.key in (select json_array_elements_text(${JSON.stringify(keys)}::json))`
  const ofKey = (part: SQL) => sql`m.run_id = ${runId} and m.key = ${part} and m.value is not null`
  // What is no finite number makes no part of a line; PostgreSQL's NaN is more than infinite.
  const drawable = sql`m.value > '-Infinity' and m.value < 'Infinity'`
  const end = (order: SQL) => sql`(select m.seq from run_metrics m
    where ${ofKey(sql`known.key`)} and ${drawable} order by m.seq ${order} limit 1)`
  // Threads of an MLflow client send points as they come; their steps are what they are in order by.
  // The limits keep PostgreSQL from joining what has no statistics yet, as of a run that has just begun, in
  // ways that read every row for every row.
  // An array of value and place compares as a pair, so that `min` finds the first of the lowest and `max`
  // the first of the highest in one pass, where window functions would sort every point twice.
  const { rows } = await db.execute<ReadSeries & Record<string, unknown>>(sql`
    with known as materialized (
      select s.key, s.points as total,
        greatest(4, least(${most}, ${maxAnswer} / count(*) over ())) as room
      from run_summaries s where s.run_id = ${runId} and ${chosen}
    ), long as materialized (
      select key, total, 2 * room as stretches, ${end(sql`asc`)} as first, ${end(sql`desc`)} as last
      from known where total > room
    ), extremes as materialized (
      select m.key, count(*) as drawn,
        min(array[m.value, m.seq]) as low, max(array[m.value, -m.seq]) as high
      from long join run_metrics m on ${ofKey(sql`long.key`)} and ${drawable}
      group by m.key, (m.seq - long.first) * long.stretches / (long.last - long.first + 1)
    ), kept as (
      select key, low[2]::bigint as seq from extremes
      union select key, -high[2]::bigint from extremes
      union select key, first from long union select key, last from long
    ), shown as materialized (
      select kept.key, kept.seq, m.step, m.time, m.value, m.once
      from kept cross join lateral (select step, time, value, once from run_metrics m
        where m.run_id = ${runId} and m.key = kept.key and m.seq = kept.seq limit 1) m
      union all
      select m.key, m.seq, m.step, m.time, m.value, m.once
      from known cross join lateral (select * from run_metrics m
        where ${ofKey(sql`known.key`)} order by m.seq limit ${maxPoints}) m
      where known.total <= known.room
    ), points as materialized (
      select key, json_agg(json_build_array(step, floor(extract(epoch from time) * 1000), value)
        order by case when once then step end, case when once then time end, seq) as points
      from shown group by key
    ), drawn as materialized (
      select key, sum(drawn)::float8 as drawn from extremes group by key
    )
    select known.key, known.total::float8 as total, known.total > known.room as is_thinned,
      drawn.drawn, points.points
    from known join points on points.key = known.key left join drawn on drawn.key = known.key
    order by known.key`)
  return rows
}

function seriesView(
  { key, total, is_thinned, drawn, points }: ReadSeries,
  { most, x }: { most: number; x: 'step' | 'time' },
): MetricSeries {
  if (!is_thinned) {
    const notFinite = points.filter(([, , value]) => typeof value === 'string').length
    return { key, total: points.length, notFinite, points: points.map(pointView) }
  }
  const notFinite = total - (drawn ?? 0)
  return { key, total, notFinite, points: thinned(points, most, x).map(pointView) }
}

/** Over an axis on which the points are not in order, their order of arrival is the axis. */
function thinned(points: readonly Point[], most: number, x: 'step' | 'time'): Point[] {
  const places = points.map(([step, time], index) => (x === 'time' ? time : (step ?? index)))
  const isSorted = places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0))
  const drawn = points.map((point, index) => ({
    x: isSorted ? (places[index] ?? index) : index,
    y: Number(point[2]),
    point,
  }))
  // One less: the lowest and the highest of one stretch are both kept.
  return lttb(drawn, most - 1).map(({ point }) => point)
}

function pointView([step, time, value]: Point) {
  return { step, time: new Date(time).toISOString(), value: metricValue(Number(value)) }
}
