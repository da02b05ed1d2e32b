import { setImmediate as aMoment } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type TurnLimits, Turns } from './turns'

const turnsOf = (limits: Partial<TurnLimits> = {}) =>
  new Turns({ most: 10, mostWeight: 100, patienceMs: 60_000, ...limits })

function waiter(turns: Turns, key: string, { actor = 'ana', weight = 1 } = {}) {
  const hangUp = new AbortController()
  const one = { state: 'waits', leave: () => {}, hangUp: () => hangUp.abort() }
  turns.take(key, { actor, weight, gone: hangUp.signal }).then(
    (leave) => Object.assign(one, { state: 'goes', leave }),
    (error) => Object.assign(one, { state: error.code }),
  )
  return one
}

async function statesOf(...all: { state: string }[]) {
  await aMoment()
  return all.map(({ state }) => state)
}

describe('turns', () => {
  it('come one after another for the same key, and at once for another', async () => {
    const turns = turnsOf()
    const [first, second, third] = [0, 1, 2].map(() => waiter(turns, 'a')) as [W, W, W]
    const other = waiter(turns, 'b')
    expect(await statesOf(first, second, third, other)).toEqual(['goes', 'waits', 'waits', 'goes'])
    first.leave()
    expect(await statesOf(second, third)).toEqual(['goes', 'waits'])
    second.leave()
    expect(await statesOf(third)).toEqual(['goes'])
  })

  it('are refused to the newest of whom most waits, over all keys', async () => {
    const turns = turnsOf({ mostWeight: 100 })
    for (const key of ['a', 'b', 'c']) waiter(turns, key)
    const heavy = ['a', 'b'].map((key) => waiter(turns, key, { weight: 40 }))
    const light = waiter(turns, 'c', { actor: 'ben', weight: 20 })
    expect(await statesOf(...heavy, light)).toEqual(['waits', 'waits', 'waits'])
    const more = waiter(turns, 'c', { actor: 'ben', weight: 1 })
    expect(await statesOf(...heavy, light, more)).toEqual(['waits', 'busy', 'waits', 'waits'])
  })

  it('are refused where too many wait for the same', async () => {
    const turns = turnsOf({ most: 1 })
    const all = [0, 1, 2].map(() => waiter(turns, 'a'))
    expect(await statesOf(...all)).toEqual(['goes', 'waits', 'busy'])
  })

  it('are not waited for longer than anybody has patience', async () => {
    const turns = turnsOf({ patienceMs: 20 })
    const [first, second] = [0, 1].map(() => waiter(turns, 'a')) as [W, W]
    await expect.poll(() => second.state).toBe('busy')
    first.leave()
    expect(await statesOf(waiter(turns, 'a'))).toEqual(['goes'])
  })

  it('pass by those who hung up, and what they held is free', async () => {
    const turns = turnsOf({ mostWeight: 50 })
    const [first, gone, next] = [1, 50, 1].map((weight, at) => {
      const one = waiter(turns, 'a', { weight })
      if (at === 1) one.hangUp()
      return one
    }) as [W, W, W]
    expect(await statesOf(first, gone, next)).toEqual(['goes', 'busy', 'waits'])
    first.leave()
    expect(await statesOf(next)).toEqual(['goes'])
  })
})

type W = ReturnType<typeof waiter>
