import { describe, expect, it } from 'vitest'
import { invalid } from '@/lib/errors'
import { compareAsked, withBase } from './compare-search'
import { chosenOf, uriOf } from './models/[model]/(tabs)/compare/chosen'

const read = (search: Record<string, string | string[]>) => compareAsked(Promise.resolve(search))

describe('the address of a comparison', () => {
  it('names versions once or several times, with commas or without', async () => {
    const { v } = await read({
      v: ['model://a/v1,model://a/v2', ' model://b/v1 ', '', 'model://a/v1'],
    })
    expect(v).toEqual(['model://a/v1', 'model://a/v2', 'model://b/v1'])
  })

  it('says nothing with what it does not know', async () => {
    expect(await read({ log: 'x,z', color: 'hue', diff: '', base: ['', 'b'], other: 'x' })).toEqual(
      {
        ...{ v: [], diff: false, log: ['x'], color: 'state' },
      },
    )
    expect(await read({ log: ['y', 'x'], color: 'tag', diff: '1' })).toMatchObject({
      ...{ diff: true, log: ['x', 'y'], color: 'tag' },
    })
  })

  it('means the first as the base where the one it names is not among them any more', async () => {
    const asked: unknown[] = []
    const found = await withBase('model://a/v9', async (base) => {
      asked.push(base)
      if (base) throw invalid('No.', { fields: { base: 'No.' } })
      return 'found'
    })
    expect([found, asked]).toEqual(['found', ['model://a/v9', undefined]])
    const other = withBase('b', () => Promise.reject(invalid('No.', { fields: { v: 'No.' } })))
    await expect(other).rejects.toMatchObject({ fields: { v: 'No.' } })
  })
})

describe('what the page of a model compares', () => {
  const versions = [{ version: 7 }, { version: 6 }, { version: 5 }]
  const chosen = (latest: number | null, v: string[] = []) =>
    chosenOf(
      'm',
      { v },
      { newest: { version: 7 }, latest: latest ? { version: latest } : null },
      versions,
    )

  it('is the newest beside the approved one, or beside the one before it', () => {
    expect(chosen(5)).toEqual(['model://m/v5', 'model://m/v7'])
    expect(chosen(7)).toEqual(['model://m/v6', 'model://m/v7'])
    expect(chosen(null)).toEqual(['model://m/v6', 'model://m/v7'])
    expect(chosenOf('m', { v: [] }, { newest: null, latest: null }, [])).toEqual([])
  })

  it('is what its address names, by number, alias or URI', () => {
    expect(chosen(5, ['3', 'v4', 'latest', 'model://n/v1'])).toEqual([
      ...['model://m/v3', 'model://m/v4', 'model://m/latest', 'model://n/v1'],
    ])
    expect(uriOf('m', 'production')).toBe('model://m/production')
  })
})
