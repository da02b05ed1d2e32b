import fc from 'fast-check'
import { expect, it } from 'vitest'
import { accept, asName, asValue, completionAt, suggestedKeys } from './complete'

/** What is being typed where the | stands. */
const at = (marked: string) => {
  const offset = marked.indexOf('|')
  return completionAt(marked.replace('|', ''), offset)
}

const key = (text: string, from: number, to: number, more = {}) => ({
  kind: 'key',
  text,
  from,
  to,
  ...more,
})
const value = (ofKey: string, text: string, from: number, to: number, more = {}) => ({
  kind: 'value',
  key: ofKey,
  text,
  from,
  to,
  ...more,
})

it.each<[string, unknown]>([
  ['|', key('', 0, 0)],
  ['a |', key('', 2, 2)],
  ['sta|', key('sta', 0, 3)],
  ['sta|te', key('sta', 0, 5)],
  ['-sta|', key('sta', 1, 4)],
  ['-|', key('', 1, 1)],
  ['(|', key('', 1, 1)],
  ['a (sta|) b', key('sta', 3, 6)],
  ['a OR|', key('OR', 2, 4)],
  ['metric.|', key('metric.', 0, 7, { key: 'metric', name: '' })],
  ['metric.acc|', key('metric.acc', 0, 10, { key: 'metric', name: 'acc' })],
  ['metric."val a|', key('metric."val a', 0, 13, { key: 'metric', name: 'val a' })],
  ['metric.ac|x>0.9', key('metric.ac', 0, 10, { key: 'metric', name: 'ac' })],
  ['sta|t:x', key('sta', 0, 4)],
  ['state:|', value('state', '', 6, 6)],
  ['state:app|', value('state', 'app', 6, 9)],
  ['state:app|roved b', value('state', 'app', 6, 14)],
  ['state:a,|', value('state', '', 8, 8)],
  ['state:a, p|', value('state', 'p', 9, 10)],
  ['tag:"new d|', value('tag', 'new d', 4, 10)],
  ['tag:"new d|ata" b', value('tag', 'new d', 4, 14)],
  ['metric.acc>|', value('metric', '', 11, 11, { name: 'acc' })],
  ['tag:“new d|', value('tag', 'new d', 4, 10)],
  ['run://churn/|', value('run', 'run://churn/', 0, 12)],
  ['"some wor|', null],
  ['state:| approved', value('state', '', 6, 6)],
  ['state: |approved', key('', 7, 7)],
])('at the | of %s it is %j', (marked, completion) => {
  expect(at(marked)).toEqual(completion)
})

it('puts a suggestion in its place', () => {
  const accepted = (marked: string, text: string, kind: 'key' | 'value' = 'key') => {
    const completion = at(marked)
    const done = completion && accept(marked.replace('|', ''), completion, { text, kind })
    return done && `${done.text.slice(0, done.at)}|${done.text.slice(done.at)}`
  }
  expect(accepted('a sta|', 'state:')).toBe('a state:|')
  expect(accepted('sta|t:x', 'state:')).toBe('state|:x')
  expect(accepted('metric.ac|<0.9', 'metric.accuracy>')).toBe('metric.accuracy|<0.9')
  expect(accepted('metric.ac|>0.9', 'metric.accuracy')).toBe('metric.accuracy|>0.9')
  expect(accepted('state:app|', 'approved', 'value')).toBe('state:approved |')
  expect(accepted('state:app| b', 'approved', 'value')).toBe('state:approved| b')
  expect(accepted('(state:app|)', 'approved', 'value')).toBe('(state:approved|)')
})

it('suggests keys that begin so, with their help', () => {
  const typed = { kind: 'key', text: 'Me', from: 0, to: 2 } as const
  expect(suggestedKeys('versions', typed)).toEqual([
    { text: 'metric.', kind: 'key', help: 'By a metric' },
  ])
  expect(suggestedKeys('runs', { ...typed, text: 'zz' })).toEqual([])
})

it('writes names and values so that they are read', () => {
  expect([asValue('new data'), asValue('v1'), asName('val acc'), asName('val/acc')]).toEqual([
    '"new data"',
    'v1',
    '"val acc"',
    'val/acc',
  ])
})

it('never throws, and stays within the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer(), (text, offset) => {
      const completion = completionAt(text, offset)
      if (!completion) return
      expect(completion.from).toBeGreaterThanOrEqual(0)
      expect(completion.to).toBeGreaterThanOrEqual(completion.from)
      expect(completion.to).toBeLessThanOrEqual(text.length)
    }),
  )
})
