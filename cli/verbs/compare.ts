import { pipeline } from 'node:stream/promises'
import { baseFirst, countSame, onlyDifferences } from '@/lib/compare/rows'
import type { Comparison } from '@/lib/compare/view'
import { compare as compared, judges } from '@/lib/metrics/direction'
import { mostCompared } from '@/lib/versions/at-once'
import { invalid } from '../failure'
import { bytes, count, metric, result, table } from '../output'
import { connect, readWords, type Verb } from '../verb'

export const compare: Verb = {
  name: 'compare',
  summary: 'Set versions side by side',
  help: `hub compare URI URI… [--base URI] [--diff] [--csv|--json]

  hub compare model://penguins/latest model://penguins/newest
  hub compare model://penguins/v3 model://penguins/v4 model://fuel-economy/v1 --diff

  --base URI   the one that the others are set against (default: the first)
  --diff       only what differs
  --csv        for a spreadsheet: a row for each thing, a column for each version

2 to ${mostCompared} versions, of one model or several: their metrics with the difference to the base, parameters, data,
environment and packages, files and how long their runs took.`,

  async run(words, surroundings) {
    const options = {
      base: { type: 'string' },
      diff: { type: 'boolean' },
      csv: { type: 'boolean' },
    } as const
    const { positionals, values } = readWords(words, options, mostCompared)
    const { terminal, interruption } = surroundings
    if (positionals.length < 2)
      throw invalid('Name at least two: hub compare model://penguins/v1 model://penguins/v2.')
    if (values.csv && terminal.json) throw invalid('Choose one of --csv and --json.')
    const search = new URLSearchParams({ v: positionals.join(',') })
    if (values.base) search.set('base', values.base)
    const client = await connect(surroundings)
    if (values.csv) {
      if (values.diff) search.set('diff', '1')
      const answer = await client.call('GET', `${client.path('compare.csv')}?${search}`)
      if (answer.body)
        await pipeline(answer.body, terminal.stdout, { end: false, signal: interruption.stop })
      return undefined
    }
    const whole = await client.get<Comparison>(`${client.path('compare')}?${search}`)
    const shown = values.diff ? onlyDifferences(whole) : whole
    result(terminal, shown, () => linesOf(baseFirst(shown), values.diff ? countSame(whole) : 0))
    return undefined
  },
}

function linesOf(comparison: Comparison, same: number): string[] {
  const { versions, params, data, environment, files, durations } = comparison
  const rows = [
    ['version', 'state', ...versions.map(({ state }) => state)],
    ...metricRows(comparison),
    ...params.map(({ key, values }) => ['parameter', key, ...values.map(jsonText)]),
    ...data.map(({ name, values }) => ['data', name, ...values.map((uris) => uris.join(' '))]),
    ...environment.map(({ key, values }) => [
      'environment',
      key,
      ...values.map((value) => value ?? ''),
    ]),
    ...files.map(({ name, values }) => [
      'file',
      name,
      ...values.map((file, at) => fileText(file, at > 0 ? values[0] : null)),
    ]),
    [
      'run',
      'took',
      ...durations.map((seconds) => (seconds === null ? '' : `${metric(seconds)} s`)),
    ],
  ]
  const titles = versions.map(({ uri }, at) => (at === 0 ? `${uri} (base)` : uri))
  // A version that has nothing at all would lose its column.
  const lines = table(
    ['', '', ...titles],
    rows.map(([section = '', key = '', ...values]) => [
      section,
      key,
      ...values.map((value) => value || '-'),
    ]),
  )
  return same > 0 ? [...lines, '', `${count(same, 'row')} left out in which all agree.`] : lines
}

function metricRows({ metrics }: Comparison): string[][] {
  return metrics.map(({ key, unit, direction, guessed, values }) => {
    const judged = judges(key, { said: !guessed })
    const name = unit ? `${key} (${unit})` : key
    const [base = null] = values
    return [
      'metric',
      judged ? `${name}, ${direction} is better` : name,
      ...values.map((value, at) => {
        if (value === null) return ''
        const { difference, verdict } = compared(value, at > 0 ? base : null, direction)
        if (difference === null) return metric(value)
        const signed = `${difference > 0 ? '+' : ''}${metric(difference)}`
        return [metric(value), signed, judged || verdict === 'same' ? verdict : ''].join(' ').trim()
      }),
    ]
  })
}

type CompareFile = Comparison['files'][number]['values'][number]

function fileText(file: CompareFile, base: CompareFile | undefined): string {
  if (!file) return ''
  const how = base ? (base.sha256 === file.sha256 ? ', same' : ', changed') : ''
  return `${bytes(file.size)} ${file.sha256.slice(0, 8)}${how}`
}

function jsonText(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
