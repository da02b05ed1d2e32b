import { describe, expect, it } from 'vitest'
import { allSame, baseFirst, countSame, onlyDifferences } from './rows'
import type { Comparison } from './view'

const version = (uri: string) => ({ uri }) as Comparison['versions'][number]

const comparison: Comparison = {
  base: 'model://m/v2',
  versions: ['model://m/v1', 'model://m/v2', 'model://m/v3'].map(version),
  metrics: [
    { key: 'same', direction: 'higher', unit: '', guessed: true, values: [1, 1, 1] },
    { key: 'a', direction: 'higher', unit: '', guessed: true, values: [1, 2, 3] },
    { key: 'lost', direction: 'lower', unit: '', guessed: true, values: ['NaN', 'NaN', 'NaN'] },
  ],
  params: [
    {
      key: 'layers',
      values: [
        [1, 2],
        [1, 2],
        [2, 1],
      ],
    },
  ],
  data: [{ name: 'rows', values: [['dataset://rows/v1'], ['dataset://rows/v1'], []] }],
  environment: [{ key: 'image', values: ['a', 'a', 'a'] }],
  files: [{ name: 'f', values: [{ size: 1, sha256: 'x' }, { size: 1, sha256: 'x' }, null] }],
  durations: [1, 2, 3],
}

describe('what differs', () => {
  it('is told by value, absence included', () => {
    expect(allSame([1, 1])).toBe(true)
    expect(allSame([null, undefined])).toBe(true)
    expect(allSame(['1', 1])).toBe(false)
    expect(allSame([[1], [1]])).toBe(true)
    expect(allSame(['NaN', 'NaN'])).toBe(true)
    expect(allSame([0, null])).toBe(false)
    expect(allSame([])).toBe(true)
  })

  it('leaves the rest out, and counts it', () => {
    const { metrics, params, data, environment, files } = onlyDifferences(comparison)
    expect(metrics.map(({ key }) => key)).toEqual(['a'])
    expect([params, data, environment, files].map(({ length }) => length)).toEqual([1, 1, 0, 1])
    expect(countSame(comparison)).toBe(3)
  })
})

describe('the base', () => {
  it('comes first in every list, and the others stay in their order', () => {
    const { versions, metrics, files, durations, base } = baseFirst(comparison)
    expect(base).toBe('model://m/v2')
    expect(versions.map(({ uri }) => uri.at(-1))).toEqual(['2', '1', '3'])
    expect(metrics[1]?.values).toEqual([2, 1, 3])
    expect(files[0]?.values.at(-1)).toBeNull()
    expect(durations).toEqual([2, 1, 3])
  })

  it('may be first already', () => {
    const first = { ...comparison, base: 'model://m/v1' }
    expect(baseFirst(first).durations).toEqual([1, 2, 3])
  })
})
