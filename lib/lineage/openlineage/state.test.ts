import { describe, expect, it } from 'vitest'
import { type EventType, type Standing, standingOf, together } from './state'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 3, 10, minute))
const fold = (...said: [EventType, number][]): Standing =>
  said.map(([type, minute]) => standingOf(type, at(minute))).reduce(together)

/** Every order of a list. */
function orders<T>(list: T[]): T[][] {
  return list.length < 2
    ? [list]
    : list.flatMap((one, place) => orders(list.toSpliced(place, 1)).map((rest) => [one, ...rest]))
}

describe('how a run stands', () => {
  it.each<[string, [EventType, number][], Standing['state'], number | null, number | null]>([
    ['a start', [['START', 0]], 'running', 0, null],
    [
      'an event before the start',
      [
        ['OTHER', 0],
        ['START', 1],
      ],
      'running',
      1,
      null,
    ],
    [
      'a whole run',
      [
        ['START', 0],
        ['RUNNING', 1],
        ['COMPLETE', 5],
      ],
      'completed',
      0,
      5,
    ],
    [
      'a start told after the end',
      [
        ['COMPLETE', 5],
        ['START', 0],
        ['OTHER', 9],
      ],
      'completed',
      0,
      5,
    ],
    [
      'a start later than the end',
      [
        ['FAIL', 5],
        ['START', 7],
      ],
      'error',
      7,
      5,
    ],
    [
      'two ends',
      [
        ['START', 0],
        ['FAIL', 5],
        ['COMPLETE', 6],
      ],
      'completed',
      0,
      6,
    ],
    [
      'two ends at once',
      [
        ['COMPLETE', 5],
        ['ABORT', 5],
      ],
      'stopped',
      null,
      5,
    ],
    ['nothing but data', [['OTHER', 3]], 'queued', null, null],
  ])('by %s is the same in every order, told twice or once', (_, said, state, started, ended) => {
    const expected = {
      state,
      startedAt: started === null ? null : at(started),
      endedAt: ended === null ? null : at(ended),
    }
    for (const order of orders(said)) {
      expect(fold(...order)).toEqual(expected)
      expect(fold(...order, ...order)).toEqual(expected)
    }
  })
})
