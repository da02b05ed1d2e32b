import { describe, expect, it } from 'vitest'
import { keptTags, modelVersionsTag, withRegistrations } from './tags'

const kept = (text: string, known: { name: string; version: number }[]) =>
  keptTags({ [modelVersionsTag]: text, other: 'x' }, known)[modelVersionsTag]

const churn = { name: 'churn', version: 1 }
const noted = (...pairs: [string, string][]) =>
  JSON.stringify(pairs.map(([name, version]) => ({ name, version })))

describe('the tag that names the versions of a logged model', () => {
  it('is kept without what the hub knows itself', () => {
    expect(kept(noted(['churn', '1'], ['other', '4']), [churn])).toBe(noted(['other', '4']))
    expect(kept(noted(['churn', '1']), [churn])).toBeUndefined()
    expect(kept(noted(['churn', '1'], ['churn', '2']), [])).toBe(
      noted(['churn', '1'], ['churn', '2']),
    )
  })

  it('names each version once, also where a client counts in numbers', () => {
    expect(withRegistrations('[{"name":"churn","version":1}]', [churn])).toBe(noted(['churn', '1']))
    expect(withRegistrations(noted(['other', '4'], ['other', '4']), [churn])).toBe(
      noted(['churn', '1'], ['other', '4']),
    )
    expect(withRegistrations(undefined, [churn])).toBe(noted(['churn', '1']))
    expect(withRegistrations(undefined, [])).toBeNull()
  })

  it.each(['', 'churn', '{"name":"churn"}', '[1]'])(
    'is left alone where it is no list: %s',
    (text) => {
      expect(kept(text, [churn])).toBe(text)
      expect(withRegistrations(text, [churn])).toBe(text)
    },
  )
})
