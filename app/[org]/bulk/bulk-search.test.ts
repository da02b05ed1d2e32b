import { expect, it } from 'vitest'
import { bulkChoice } from './bulk-search'

it('reads versions by name, once each, in either way to say several', () => {
  const v = ['model://a/v1,model://b/v2', 'model://a/v1']
  expect(bulkChoice({ v, do: 'tag' })).toMatchObject({
    v: ['model://a/v1', 'model://b/v2'],
    do: 'tag',
    beyond: 0,
  })
})

it('reads which list is meant with all that narrows it, even what is to be refused', () => {
  const whole = { q: 'tag:prod', model: 'churn', state: 'appproved', life: 'archived' }
  expect(bulkChoice(whole)).toMatchObject({ v: [], whole, do: 'decide' })
  expect(bulkChoice({}).whole).toEqual({})
})
