import { describe, expect, it } from 'vitest'
import { due, type Event, type Item, isMoving, reduce, type Stage } from './state'

const having = (...events: Event[]) => events.reduce(reduce, [] as readonly Item[])
const added = (...names: string[]): Event => ({
  type: 'added',
  files: names.map((name, index) => ({ id: index + 1, name, size: 100 })),
})
const began = (id: number): Event => ({ type: 'began', id, now: 0 })
const hashed = (id: number): Event => ({ type: 'hashed', id, sha256: `${id}`.repeat(64) })
const broke = (id: number): Event => ({ type: 'broke', id, why: 'The connection broke.' })
const stages = (items: readonly Item[]) => items.map(({ stage }) => stage.at)
const nameOf = (items: readonly Item[]) => items.map(({ name }) => name)

describe('a file on its way', () => {
  it('is hashed, then sent, and then ready', () => {
    const events = [added('a'), began(1), hashed(1), began(1)]
    const seen = events.map((_, index) => stages(having(...events.slice(0, index + 1)))[0])
    expect(seen).toEqual(['waiting', 'hashing', 'hashed', 'sending'])
    const [ready] = having(...events, { type: 'sent', id: 1, known: true })
    expect(ready?.stage).toEqual({ at: 'done', sha256: '1'.repeat(64), known: true })
  })

  it('tells how far it is', () => {
    const at = { type: 'progressed', id: 1, done: 40, now: 9 } as const
    expect(having(added('a'), began(1), at)[0]?.stage).toEqual({
      at: 'hashing',
      done: 40,
      since: 0,
      now: 9,
    })
    // Late news of what has gone on changes nothing.
    expect(stages(having(added('a'), began(1), hashed(1), at))).toEqual(['hashed'])
  })

  it('is tried again when the connection breaks, and fails when it does so the third time', () => {
    const twice = [added('a'), began(1), hashed(1)]
    for (const _ of [1, 2]) twice.push(began(1), broke(1), { type: 'resumed', id: 1 })
    expect(having(...twice)[0]?.stage).toMatchObject({ at: 'hashed', breaks: 2 })
    const [failed] = having(...twice, began(1), broke(1))
    expect(failed?.stage).toMatchObject({ at: 'failed', why: 'The connection broke.' })
  })

  it('keeps its digest for another try', () => {
    const failed: Event = { type: 'failed', id: 1, why: 'The disk is full.' }
    const again: Event = { type: 'retried', id: 1 }
    expect(stages(having(added('a'), began(1), hashed(1), began(1), failed, again))).toEqual([
      'hashed',
    ])
    expect(stages(having(added('a'), began(1), failed, again))).toEqual(['waiting'])
  })

  it('stops when all is cancelled, unless it is ready', () => {
    const done: Event[] = [began(1), hashed(1), began(1), { type: 'sent', id: 1, known: false }]
    const items = having(added('a', 'b'), ...done, began(2), { type: 'cancelled' })
    expect(stages(items)).toEqual(['done', 'failed'])
    expect(items.some(isMoving)).toBe(false)
  })

  it('may be gone by the time of the news about it', () => {
    const items = having(added('a', 'b'), began(1), { type: 'removed', id: 1 }, hashed(1))
    expect(nameOf(items)).toEqual(['b'])
  })
})

describe('what is due', () => {
  const item = (id: number, stage: Stage): Item => ({
    id,
    name: `${id}`,
    problem: null,
    size: 1,
    stage,
  })
  const ready = (at: 'hashed' | 'sending'): Stage => {
    const held = { sha256: 'x', breaks: 0 }
    return at === 'hashed' ? { at, ...held } : { at, ...held, done: 0, since: 0, now: 0 }
  }
  const hashing: Stage = { at: 'hashing', done: 0, since: 0, now: 0 }

  it('is one digest at a time, beside the sending of others', () => {
    const waiting = item(1, { at: 'waiting' })
    expect(due([waiting, item(2, ready('sending'))]).hash).toBe(waiting)
    expect(due([waiting, item(2, hashing)]).hash).toBeNull()
  })

  it('is two files to send at most', () => {
    const rest = [item(1, ready('hashed')), item(2, ready('hashed')), item(3, ready('hashed'))]
    expect(nameOf(due(rest).send)).toEqual(['1', '2'])
    expect(nameOf(due([...rest, item(4, ready('sending'))]).send)).toEqual(['1'])
    const full = [...rest, item(4, ready('sending')), item(5, ready('sending'))]
    expect(due(full).send).toEqual([])
  })
})

describe('names', () => {
  const problems = (items: readonly Item[]) => items.map(({ problem }) => problem)

  it('are looked at as the server will', () => {
    expect(problems(having(added('a', '../b', 'a', 'd', 'd/e')))).toEqual([
      null,
      'A file name has no empty, . or .. part.',
      'a is in the list twice.',
      'd is both a file and a folder.',
      null,
    ])
  })

  it('are right once changed, or once the other is gone', () => {
    const twice = added('a', 'a')
    expect(problems(having(twice, { type: 'renamed', id: 2, name: 'b' }))).toEqual([null, null])
    expect(problems(having(twice, { type: 'removed', id: 1 }))).toEqual([null])
    expect(problems(having(added('a', 'b'), { type: 'renamed', id: 1, name: '' }))).toEqual([
      'A file name has 1 to 1024 characters.',
      null,
    ])
  })
})
