import { z } from 'zod'
import { type CsvCell, csvLines, jsonCell } from '../csv'
import { query } from '../query'
import type { MetricValue } from '../view'
import { CompareRef, findCompared } from './find'
import { compared } from './queries'
import { allSame, baseFirst, onlyDifferences } from './rows'
import type { ComparedVersion, Comparison } from './view'

/** The same comparison as CSV: a row for each thing compared, a column for each version, the base first. */
export const compareAsCsv = query({
  action: 'version.read',
  input: CompareRef.extend({ diff: z.literal('1').optional().describe('Only what differs') }),
  load: (db, input, ctx) => findCompared(db, ctx, input),

  async run({ db, subject, input: { diff }, ctx }): Promise<string> {
    return comparisonCsv(baseFirst(await compared(db, ctx, subject)), diff === '1')
  },
})

function comparisonCsv(whole: Comparison, diff: boolean): string {
  const comparison = diff ? onlyDifferences(whole) : whole
  const { versions, metrics, params, data, environment, files, durations } = comparison
  const about = facts.map(([key, value]) => ['version', key, '', '', ...versions.map(value)])
  const lines: CsvCell[][] = [
    ['section', 'key', 'unit', 'better', ...versions.map(({ uri }) => uri)],
    ...about.filter(([, , , , ...values]) => !diff || !allSame(values)),
    ...metrics.map(({ key, unit, direction, values }) => [
      ...['metric', key, unit, direction],
      ...values.map(numberOf),
    ]),
    ...params.map(({ key, values }) => ['parameter', key, '', '', ...values.map(jsonCell)]),
    ...data.map(({ name, values }) => [
      'data',
      name,
      '',
      '',
      ...values.map((uris) => uris.join(' ')),
    ]),
    ...environment.map(({ key, values }) => [
      ...['environment', key, '', ''],
      ...values.map((value) => value ?? ''),
    ]),
    ...files.flatMap(({ name, values }) => [
      ['file size', name, 'bytes', '', ...values.map((file) => file?.size ?? '')],
      ['file sha256', name, '', '', ...values.map((file) => file?.sha256 ?? '')],
    ]),
    ['run', 'took', 's', '', ...durations.map((seconds) => seconds ?? '')],
  ]
  return csvLines(lines)
}

const facts: [string, (version: ComparedVersion) => CsvCell][] = [
  ['state', ({ state }) => state],
  ['note', ({ note }) => note],
  ['tags', ({ tags }) => tags.join(' ')],
  ['aliases', ({ aliases }) => aliases.join(' ')],
  ['registered by', ({ registeredBy }) => registeredBy.name],
  ['registered at', ({ createdAt }) => createdAt],
  ['run', ({ run }) => run ?? ''],
]

const numberOf = (value: MetricValue | null): CsvCell => (value === null ? '' : Number(value))
