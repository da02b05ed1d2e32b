import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manifestDigest } from '@/lib/files/manifest'
import { fileNameProblem } from '@/lib/uri'
import { manifestText } from './manifest'
import { pickedFiles } from './names'
import { readMetrics, readParams } from './pairs'
import { refusalOf } from './refusal'
import type { Item, Stage } from './state'
import { listed, progressWords, rateOf, spoken, totalsOf, unready } from './totals'

const pairs = (...rows: [string, string][]) => rows.map(([key, value], id) => ({ id, key, value }))

describe('rows of keys and values', () => {
  it('are metrics where they are numbers', () => {
    const { values, problems } = readMetrics(
      pairs(['accuracy', ' 0.93 '], ['loss', 'NaN'], ['', ''], ['f1', 'good'], ['f2', '']),
    )
    expect(values).toEqual({ accuracy: 0.93, loss: 'NaN' })
    expect([...problems.keys()]).toEqual([3, 4])
  })

  it('are parameters whatever they are', () => {
    const rows = pairs(['rate', '0.1'], ['deep', 'true'], ['name', 'adam'], ['list', '[1,2]'])
    expect(readParams(rows).values).toEqual({ rate: 0.1, deep: true, name: 'adam', list: [1, 2] })
  })

  it('have a name each, and each another', () => {
    const { problems } = readParams(pairs(['a', '1'], [' a ', '2'], ['', '3']))
    expect([...problems]).toEqual([
      [1, 'a is there twice.'],
      [2, 'Give it a name.'],
    ])
  })

  it('may be called as an object calls its own', () => {
    expect(Object.entries(readParams(pairs(['__proto__', '1'])).values)).toEqual([['__proto__', 1]])
  })
})

it('makes the text whose digest a version will have', () => {
  const name = fc.string({ unit: 'grapheme' }).filter((text) => fileNameProblem(text) === null)
  const file = fc.record({ name, size: fc.nat(), sha256: fc.constant('0'.repeat(64)) })
  const list = fc.uniqueArray(file, { selector: ({ name }) => name })
  fc.assert(
    fc.property(list, (files) => {
      const digest = createHash('sha256').update(manifestText(files)).digest('hex')
      expect(digest).toBe(manifestDigest(files))
    }),
  )
})

it('lists so many files and no more, those that need someone among them', () => {
  const item = (id: number, part: Partial<Item> = {}): Item => ({
    id,
    name: `${id}.bin`,
    problem: null,
    size: 1,
    stage: { at: 'waiting' },
    ...part,
  })
  const ids = (items: readonly Item[]) => listed(items, 3).map(({ id }) => id)
  expect(ids([item(1), item(2), item(3)])).toEqual([1, 2, 3])
  const failed = { stage: { at: 'failed', sha256: null, why: 'Cancelled.' } } as const
  expect(ids([item(1), item(2), item(3), item(4, failed), item(5)])).toEqual([1, 2, 4])
  expect(ids([item(1), item(2, { problem: 'Twice.' }), item(3), item(4)])).toEqual([1, 2, 3])
  expect(ids([1, 2, 3, 4].map((id) => item(id, failed)))).toEqual([1, 2, 3])
})

it('names what is picked: a file by itself, a file of a folder by its way from there', () => {
  const of = (name: string, webkitRelativePath = '') =>
    Object.defineProperty(new File([], name), 'webkitRelativePath', { value: webkitRelativePath })
  const names = pickedFiles([of('a.bin'), of('c.txt', 'model/b/c.txt')]).map(({ name }) => name)
  expect(names).toEqual(['a.bin', 'b/c.txt'])
})

describe('answers of the hub', () => {
  const told = (code: string, message: string) => JSON.stringify({ error: { code, message } })

  it.each([
    [400, told('digest_mismatch', 'x'), 'The file changed on your disk.'],
    [401, '', 'You are signed out.'],
    [403, told('forbidden', 'Needs the contributor role.'), 'Needs the contributor role.'],
    [413, told('too_large', 'A file may have at most 9 bytes here.'), 'A file may have at most 9'],
    [413, '<html>nginx</html>', 'The file is larger than the hub takes.'],
    [507, told('storage_full', 'x'), 'The disk of the hub is full.'],
  ])('%i says what to do, and is not tried again', (status, body, words) => {
    const { message, passing } = refusalOf(status, body)
    expect([message.slice(0, words.length), passing]).toEqual([words, false])
  })

  it.each([429, 500, 502, 503])('%i may pass', (status) => {
    expect(refusalOf(status).passing).toBe(true)
  })
})

describe('how far all files are', () => {
  const item = (stage: Stage, size = 100, problem: string | null = null): Item => ({
    id: 1,
    name: 'a',
    problem,
    size,
    stage,
  })
  const done: Stage = { at: 'done', sha256: 'x', known: false }
  const half: Stage = { at: 'sending', sha256: 'x', breaks: 0, done: 50, since: 0, now: 1000 }
  const failed: Stage = { at: 'failed', sha256: null, why: 'x' }

  it('counts digests and bytes', () => {
    const totals = totalsOf([item(done), item(half), item({ at: 'waiting' })])
    expect(totals).toMatchObject({ files: 3, ready: 1, moving: 2, size: 300, sent: 150, rate: 50 })
    expect(totals.share).toBeCloseTo((200 + 150) / 600)
    expect(progressWords(totals)).toBe('1 of 3 files, 150 B of 300 B, 50 B/s')
    expect(totalsOf([item(done, 0)]).share).toBe(1)
    expect(rateOf({ done: 9, since: 0, now: 10 })).toBe(0)
  })

  it('says why there is no version yet', () => {
    expect(unready([])).toBe('Add at least one file.')
    expect(unready([item(done), item(half)])).toBe('1 file is still on the way.')
    expect(unready([item(failed)])).toBe('1 file failed. Try again, or remove it.')
    expect(unready([item(done, 1, 'twice')])).toBe('Rename or remove the files that say why.')
    expect(unready([item(done)])).toBeNull()
  })

  it('is said aloud now and then', () => {
    expect(spoken([item(half), item(done)])).toBe('Uploading, 75 %.')
    expect(spoken([item(done), item(failed)])).toBe('1 file failed.')
    expect(spoken([item(done)])).toBe('1 file uploaded.')
  })
})
