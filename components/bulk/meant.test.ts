import { expect, it } from 'vitest'
import { isList, meant } from './meant'

it('says which versions a list holds', () => {
  expect(meant({ q: 'tag:prod' })).toBe('versions')
  expect(meant({ model: 'churn', state: 'pending' }, 1)).toBe('pending version of churn')
  expect(meant({ model: 'churn', life: 'archived' }, 2)).toBe('archived versions of churn')
})

it('knows a list by any of what it asks', () => {
  expect(isList({})).toBe(false)
  expect(isList({ model: 'churn' })).toBe(true)
  expect(isList({ q: 'tag:prod' })).toBe(true)
})
