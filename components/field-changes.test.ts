import { describe, expect, it } from 'vitest'
import { fieldChanges } from './field-changes'

describe('fieldChanges', () => {
  it('names only the fields that differ, nested ones by their path', () => {
    const before = { state: 'pending', note: 'a', metrics: { f1: 0.9, loss: 0.2 } }
    const after = { state: 'approved', note: 'a', metrics: { f1: 0.9, loss: 0.1 } }
    expect(fieldChanges(before, after)).toEqual([
      { field: 'metrics.loss', before: 0.2, after: 0.1 },
      { field: 'state', before: 'pending', after: 'approved' },
    ])
  })

  it('shows a creation as fields that were not there', () => {
    expect(fieldChanges(null, { name: 'churn' })).toEqual([
      { field: 'name', before: undefined, after: 'churn' },
    ])
  })

  it('tells an explicit null from an absent field', () => {
    expect(fieldChanges({ note: null }, {})).toEqual([
      { field: 'note', before: null, after: undefined },
    ])
  })

  it('compares lists whole', () => {
    expect(fieldChanges({ tags: ['a'] }, { tags: ['a', 'b'] })).toEqual([
      { field: 'tags', before: ['a'], after: ['a', 'b'] },
    ])
    expect(fieldChanges({ tags: ['a'] }, { tags: ['a'] })).toEqual([])
  })

  it('opens lists of things that have names, so that one gate among several is told alone', () => {
    const gate = { name: 'no-worse', cel: 'metrics.f1 > 0.8' }
    const other = { name: 'small', cel: 'metrics.size < 10' }
    expect(
      fieldChanges({ gates: [gate, other] }, { gates: [other, { ...gate, cel: 'x' }] }),
    ).toEqual([{ field: 'gates.no-worse.cel', before: 'metrics.f1 > 0.8', after: 'x' }])
    expect(fieldChanges({ gates: [gate] }, { gates: [] })).toEqual([
      { field: 'gates.no-worse.cel', before: 'metrics.f1 > 0.8', after: undefined },
    ])
    expect(fieldChanges({}, { gates: [gate] })).toEqual([
      { field: 'gates.no-worse.cel', before: undefined, after: 'metrics.f1 > 0.8' },
    ])
    expect(fieldChanges({ list: [{ name: 'a' }, { name: 'a' }] }, { list: [] })).toHaveLength(1)
  })
})
