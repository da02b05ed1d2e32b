import { expect, it } from 'vitest'
import type { Operator } from './tree'
import {
  intervalOf,
  readBytes,
  readCount,
  readDataset,
  readDuration,
  readMetric,
  readNumber,
  readPrefix,
  readRun,
  readTime,
} from './values'

const now = new Date('2026-03-31T12:00:00Z')

it.each([
  ['0.9', 0.9],
  ['-3', -3],
  ['.5', 0.5],
  ['1e-4', 0.0001],
  ['', null],
  ['0x10', null],
  ['1e999', null],
  ['NaN', null],
  [' 1', null],
])('reads %j as the number %j', (text, number) => {
  expect(readNumber(text)).toBe(number)
})

it('reads the words that a metric may be instead of a number', () => {
  expect(['nan', 'Infinity', '-Infinity', '2', 'x'].map(readMetric)).toEqual([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    2,
    null,
  ])
})

it('reads counts, sizes and durations with their units', () => {
  expect(['3', 'v3', '-1', '1.5', '9999999999'].map(readCount)).toEqual([3, 3, null, null, null])
  expect(['512', '10MB', '1.5 gib', '1XB', 'MB', '1.2.3'].map(readBytes)).toEqual([
    512,
    10_000_000,
    1.5 * 2 ** 30,
    null,
    null,
    null,
  ])
  expect(['90', '90s', '10m', '2h', '1d', '500ms', '1w'].map(readDuration)).toEqual([
    90,
    90,
    600,
    7200,
    86_400,
    0.5,
    null,
  ])
})

it.each([
  ['30d', '2026-03-01T12:00:00.000Z'],
  ['12h', '2026-03-31T00:00:00.000Z'],
  ['30min', '2026-03-31T11:30:00.000Z'],
  ['2w', '2026-03-17T12:00:00.000Z'],
  ['1mo', '2026-02-28T12:00:00.000Z'],
  ['1y', '2025-03-31T12:00:00.000Z'],
  ['99999y', '0001-01-01T00:00:00.000Z'],
])('reads %s as so long ago', (text, instant) => {
  const time = readTime(text, now)
  expect(time?.kind === 'ago' && time.instant.toISOString()).toBe(instant)
})

it.each([
  ['2026', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2026-01-05', '2026-01-05T00:00:00.000Z', '2026-01-06T00:00:00.000Z'],
  ['2026-01-05T10:00:00+02:00', '2026-01-05T08:00:00.000Z', '2026-01-05T08:00:00.000Z'],
])('reads %s as a stretch of time', (text, from, to) => {
  expect(readTime(text, now)).toEqual({ kind: 'date', from: new Date(from), to: new Date(to) })
})

it.each([
  '',
  '26',
  '0000',
  '2026-13',
  '2026-02-29',
  '2026-02-31T10:00:00Z',
  '2026-01-05T10:00:00',
  '2026-01-05T99:00:00Z',
  '9999',
  '30',
  '30x',
  'yesterday',
])('does not take %j for a time', (text) => {
  expect(readTime(text, now)).toBeNull()
})

it.each<[Operator, string, string]>([
  [':', '2026-01-05', '[2026-01-05T00:00:00.000Z, 2026-01-06T00:00:00.000Z)'],
  ['!=', '2026-01', '[2026-01-01T00:00:00.000Z, 2026-02-01T00:00:00.000Z)'],
  ['=', '2026-01-05T10:00:00Z', '[2026-01-05T10:00:00.000Z, 2026-01-05T10:00:00.000Z]'],
  ['>', '2026-01-05', '(2026-01-05T00:00:00.000Z, )'],
  ['>=', '2026-01-05', '[2026-01-05T00:00:00.000Z, )'],
  ['<', '2026-01-05', '(, 2026-01-05T00:00:00.000Z)'],
  ['<=', '2026-01', '(, 2026-01-01T00:00:00.000Z]'],
  ['<', '30d', '(2026-03-01T12:00:00.000Z, )'],
  ['<=', '30d', '[2026-03-01T12:00:00.000Z, )'],
  ['>', '30d', '(, 2026-03-01T12:00:00.000Z)'],
  ['>=', '30d', '(, 2026-03-01T12:00:00.000Z]'],
  [':', '30d', '(2026-03-01T12:00:00.000Z, )'],
])('%s%s asks for %s', (op, text, asked) => {
  const interval = intervalOf(op, text, now)
  const { from, to, fromIncluded, toIncluded } = interval ?? {}
  const start = `${fromIncluded ? '[' : '('}${from?.toISOString() ?? ''}`
  expect(`${start}, ${to?.toISOString() ?? ''}${toIncluded ? ']' : ')'}`).toBe(asked)
})

it('asks for nothing where the time cannot be read', () => {
  expect(intervalOf('>', 'soon', now)).toBeNull()
})

it('reads prefixes, datasets and runs', () => {
  expect(['prod*', 'prod', '*'].map(readPrefix)).toEqual([
    { prefix: 'prod' },
    { whole: 'prod' },
    { prefix: '' },
  ])
  expect(
    ['credit', 'credit/', 'credit/a b', 'dataset://credit/v1', 'dataset://acme/credit/v1'].map(
      readDataset,
    ),
  ).toEqual([
    { dataset: 'credit', version: null },
    { dataset: 'credit', version: null },
    { dataset: 'credit', version: 'a b' },
    { dataset: 'credit', version: 'v1' },
    null,
  ])
  expect(['Credit', 'credit/a/b', 'dataset://x/v1/*.csv'].map(readDataset)).toEqual([
    null,
    null,
    null,
  ])
  expect(['churn/12', 'run://churn/12', 'churn', 'run://acme/churn/12'].map(readRun)).toEqual([
    { project: 'churn', number: 12 },
    { project: 'churn', number: 12 },
    null,
    null,
  ])
})
