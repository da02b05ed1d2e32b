import { expect, it } from 'vitest'
import { activeFilters } from '../filter-bar'
import { conditionsIn } from './conditions'

it('says each condition in words, and what is left without it', () => {
  expect(conditionsIn('churn state:approved (tag:a OR tag:b)')).toEqual([
    { label: '“churn”', rest: 'state:approved (tag:a OR tag:b)' },
    { label: 'State: approved', rest: 'churn (tag:a OR tag:b)' },
    { label: 'Tag: a or Tag: b', rest: 'churn state:approved' },
  ])
})

it('shows what cannot be read as a whole, and nothing of nothing', () => {
  expect(conditionsIn('a (b')).toEqual([{ label: '“a (b”', rest: '' }])
  expect(conditionsIn(' ')).toEqual([])
  expect(conditionsIn(undefined)).toEqual([])
})

it('stands among the other filters that are on', () => {
  const life = {
    name: 'life',
    label: 'Show',
    any: 'Live',
    options: [{ value: 'archived', label: 'Archived' }],
  }
  const values = { q: 'metric.auc>0.9', life: 'archived' }
  expect(activeFilters({ choices: [life], values, isFilter: true })).toEqual([
    { key: 'q0', label: 'auc > 0.9', without: { q: undefined } },
    { key: 'life', label: 'Show: Archived', without: { life: undefined } },
  ])
  expect(activeFilters({ values: { q: 'state:x' } })).toEqual([
    { key: 'q', label: '“state:x”', without: { q: undefined } },
  ])
})
