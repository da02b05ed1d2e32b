import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { metricValue } from '../metrics/value'
import { query } from '../query'
import { Key } from '../view'
import { findRun, RunRef } from './find'

const batch = 10_000

export const exportFormats = ['csv', 'json'] as const

/** One value as it was reported. */
interface Reported {
  key: string
  /** Its place among all that were ever reported. */
  place: string
  step: number | null
  time: string
  value: number | string | null
  word: string | null
}

/**
 * Everything that a run reported, each value once and as it came, key by key: nothing is thinned. Answers
 * the pieces of a CSV or JSON file, so that 5 million values need little memory.
 */
export const exportMetrics = query({
  action: 'run.read',
  input: RunRef.extend({ format: z.enum(exportFormats), key: Key.optional() }),
  load: (db, input, ctx) => findRun(db, ctx, input),

  async run({ subject, input }) {
    const { id } = subject.run
    const { format, key = null } = input
    const name = `${subject.project.slug}-${subject.run.number}-metrics.${format}`
    const pieces = format === 'csv' ? asCsv(valuesOf(id, key)) : asJson(valuesOf(id, key))
    return { name, pieces }
  },
})

async function* valuesOf(runId: string, only: string | null): AsyncGenerator<Reported[]> {
  let rows = await someOf(runId, only, null)
  while (rows.length > 0) {
    yield rows
    rows = rows.length < batch ? [] : await someOf(runId, only, rows.at(-1) ?? null)
  }
}

async function someOf(
  runId: string,
  only: string | null,
  after: Pick<Reported, 'key' | 'place'> | null,
): Promise<Reported[]> {
  const beyond = after && sql`and (key, seq) > (${after.key}, ${after.place}::bigint)`
  const { rows } = await database().read.execute<Reported & Record<string, unknown>>(sql`
    select key, seq::text as place, step, word,
      case when value is null then null else to_json(value) end as value,
      to_char(time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as time
    from run_metrics
    where run_id = ${runId} and (${only}::text is null or key = ${only}) ${beyond ?? sql``}
    order by key, seq limit ${batch}`)
  return rows
}

async function* asCsv(values: AsyncGenerator<Reported[]>): AsyncGenerator<string> {
  yield 'key,step,time,value\r\n'
  for await (const rows of values)
    yield `${rows
      .map((row) => [inert(row.key), row.step, row.time, value(row)].map(cell).join(','))
      .join('\r\n')}\r\n`
}

async function* asJson(values: AsyncGenerator<Reported[]>): AsyncGenerator<string> {
  let before = '['
  for await (const rows of values) {
    const items = rows.map((row) => {
      const { key, step, time } = row
      return JSON.stringify({ key, step, time, value: told(row) })
    })
    yield `${before}\n${items.join(',\n')}`
    before = ','
  }
  yield before === '[' ? '[]\n' : '\n]\n'
}

function told({ value, word }: Pick<Reported, 'value' | 'word'>): number | string | boolean {
  if (value !== null) return metricValue(Number(value))
  if (word === 'true' || word === 'false') return word === 'true'
  return word ?? ''
}

/** A word is of whoever reported it; a number, even below zero, is one. */
function value(row: Reported): number | string | boolean {
  const said = told(row)
  return row.value === null && typeof said === 'string' ? inert(said) : said
}

/** A text that no spreadsheet takes for a formula. */
const inert = (text: string): string =>
  /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text

/** A cell of CSV (RFC 4180). */
function cell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
