import { FlagdCore, MemoryStorage } from '@openfeature/flagd-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { variantFor } from './bucket'
import { flagsOf, reasonOf, type SplitVariant, type TrafficSplit } from './flag'

const hex = 'ab'.repeat(32)

function variant(name: string, weight: number, seen = true): SplitVariant {
  return { name, weight, seen, uri: `model://rec/${name}`, digest: hex }
}

function splitOf(...variants: SplitVariant[]): TrafficSplit {
  return { key: 'rec', revision: 3, salt: 'rec', variants }
}

const canary = (weight: number) => splitOf(variant('v6', weight), variant('v5', 100 - weight))
const keys = Array.from({ length: 20_000 }, (_, n) => `user-${n}`)
const answersOf = (split: TrafficSplit) => keys.map((key) => variantFor(split, key))

/** What an application answers that has downloaded the flag, by default compiled. */
function elsewhere(split: TrafficSplit) {
  const core = new FlagdCore()
  core.setConfigurations(JSON.stringify(flagsOf(split)))
  return (targetingKey?: string) =>
    core.resolveStringEvaluation(
      'rec',
      'my default',
      targetingKey === undefined ? {} : { targetingKey },
    )
}

/** How far a count may be off before it is likelier that one in a billion right ones is wrong. */
const off = (share: number) => 6.11 * Math.sqrt(keys.length * share * (1 - share))

const weights = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 0, maxLength: 9 })
  .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 100])
  .map((cuts) => cuts.slice(1).map((cut, at) => cut - (cuts[at] ?? 0)))
const splits = fc.record({ weights, salt: fc.string() }).map((of) => ({
  ...splitOf(...of.weights.map((weight, at) => variant(`v${at + 1}`, weight))),
  salt: of.salt,
}))

describe('the flag of a split', () => {
  it('says all that is needed to evaluate it', () => {
    expect(flagsOf(canary(10))).toEqual({
      $schema: 'https://flagd.dev/schema/v0/flags.json',
      flags: {
        rec: {
          state: 'ENABLED',
          variants: { v6: 'model://rec/v6', v5: 'model://rec/v5' },
          defaultVariant: null,
          targeting: {
            if: [
              { var: 'targetingKey' },
              {
                fractional: [{ cat: ['rec', { var: 'targetingKey' }] }, ['v6', 10], ['v5', 90]],
              },
              null,
            ],
          },
          metadata: {
            revision: 3,
            'digest.v6': `sha256:${hex}`,
            'digest.v5': `sha256:${hex}`,
          },
        },
      },
    })
  })

  it.each([
    ['two variants', canary(10)],
    ['one', splitOf(variant('v6', 100))],
    ['ten', splitOf(...Array.from({ length: 10 }, (_, n) => variant(`v${n + 1}`, 10)))],
    ['none', splitOf()],
    ['some that may not be seen', splitOf(variant('v6', 10, false), variant('v5', 90))],
    ['none that may be seen', splitOf(variant('v6', 100, false))],
  ])('is valid by the schema of flagd: %s', (_what, split) => {
    const storage = new MemoryStorage(console)
    expect(storage.setConfigurations(JSON.stringify(flagsOf(split)), true)).toEqual(['rec'])
  })

  it('is answered the same here and by whoever downloaded it, for 20,000 keys', () => {
    for (const split of [
      canary(10),
      splitOf(variant('a', 1), variant('b', 33), variant('c', 66)),
    ]) {
      const told = elsewhere(split)
      expect(answersOf(split)).toEqual(keys.map((key) => told(key).variant))
    }
  })

  it('is answered the same for any split and key', () => {
    fc.assert(
      fc.property(splits, fc.string({ unit: 'binary', minLength: 1 }), (split, key) => {
        const told = elsewhere(split)(key)
        expect(variantFor(split, key)).toBe(told.variant)
        expect(told.value).toBe(`model://rec/${told.variant}`)
        expect(split.variants.find(({ name }) => name === told.variant)?.weight).toBeGreaterThan(0)
      }),
    )
  })

  it('leaves whoever has no key, or gets nothing they may see, with their own default', () => {
    const told = elsewhere(canary(10))
    for (const key of [undefined, ''])
      expect(told(key)).toMatchObject({ value: 'my default', reason: 'DEFAULT' })
    expect(elsewhere(splitOf())('user-1')).toMatchObject({
      value: 'my default',
      reason: 'DISABLED',
    })
    const hidden = splitOf(variant('v6', 10, false), variant('v5', 90))
    expect(JSON.stringify(flagsOf(hidden))).not.toContain('v6')
    const here = answersOf(hidden)
    expect(here.map((name) => name ?? 'v6')).toEqual(answersOf(canary(10)))
    expect(elsewhere(hidden)(keys[here.indexOf(null)])).toMatchObject({ value: 'my default' })
  })
})

describe('a share of the traffic', () => {
  it.each([1, 10, 25, 50, 90])('of %i in a hundred is that many of 20,000 keys', (weight) => {
    const got = answersOf(canary(weight)).filter((name) => name === 'v6').length
    expect(Math.abs(got - (keys.length * weight) / 100)).toBeLessThan(off(weight / 100))
  })

  it('that widens loses nobody', () => {
    const before = answersOf(canary(10))
    const after = answersOf(canary(25))
    const left = keys.filter((_, at) => before[at] === 'v6' && after[at] !== 'v6')
    expect(left).toEqual([])
    // And moves no more than it must.
    const moved = keys.filter((_, at) => before[at] !== after[at]).length
    expect(Math.abs(moved - keys.length * 0.15)).toBeLessThan(off(0.15))
  })

  it('loses nobody whichever way it widens, and wins nobody as it narrows', () => {
    const percent = fc.integer({ min: 0, max: 100 })
    const key = fc.string({ minLength: 1 })
    fc.assert(
      fc.property(percent, percent, key, fc.string(), (one, other, key, salt) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)]
        const got = (weight: number) => {
          const split = { ...canary(weight), salt }
          return variantFor(split, key)
        }
        if (got(less) === 'v6') expect(got(more)).toBe('v6')
        if (got(more) === 'v5') expect(got(less)).toBe('v5')
      }),
    )
  })

  it('is dealt anew by another salt', () => {
    const before = answersOf(canary(10))
    const after = answersOf({ ...canary(10), salt: 'another' })
    const both = keys.filter((_, at) => before[at] === 'v6' && after[at] === 'v6').length
    expect(Math.abs(both - keys.length * 0.01)).toBeLessThan(off(0.01))
  })
})

it('calls one variant static and several a split', () => {
  expect(reasonOf(splitOf(variant('v6', 100)))).toBe('STATIC')
  expect(reasonOf(canary(10))).toBe('SPLIT')
})

it('answers what may not be seen like nothing, wherever it stands', () => {
  const split = splitOf(variant('a', 30), variant('b', 30, false), variant('c', 40))
  const told = elsewhere(split)
  expect(answersOf(split)).toEqual(keys.map((key) => told(key).variant ?? null))
})
