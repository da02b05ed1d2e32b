import { describe, expect, it } from 'vitest'
import { changeWords, splitChanges } from './split-changes'

const part = (version: number, weight: number) => ({
  name: `v${version}`,
  uri: `model://churn/v${version}`,
  weight,
})

describe('what differs between two splits', () => {
  it('says of each version whether it comes, goes, stays, gets more or less', () => {
    const changes = splitChanges(
      [part(1, 20), part(2, 30), part(3, 40), part(4, 10)],
      [part(5, 15), part(2, 45), part(3, 30), part(4, 10)],
    )
    expect(changes.map((change) => [change.name, changeWords(change)])).toEqual([
      ['v5', 'comes in'],
      ['v2', 'gets more'],
      ['v3', 'gets less'],
      ['v4', 'stays'],
      ['v1', 'goes out'],
    ])
  })

  it('takes a version under another name for another variant', () => {
    const changes = splitChanges([part(1, 100)], [{ ...part(1, 100), name: 'control' }])
    expect(changes.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['control', null, 100],
      ['v1', 100, null],
    ])
  })
})
