import { expect, it } from 'vitest'
import { fields, readDecisions } from './read-form'

it('stops what is rejected where the box says so, and never what is approved', () => {
  const form = new FormData()
  for (const uri of ['model://churn/v1', 'model://churn/v2']) {
    form.append(fields.version, uri)
    form.append(fields.state(uri), 'pending')
  }
  form.set(fields.pick('model://churn/v1'), 'on')
  form.set(fields.rest, 'reject')
  form.set(fields.rejectNote, 'No.')
  const decided = () => readDecisions(form).map(({ uri, stop }) => [uri, stop])
  expect(decided()).toEqual([
    ['model://churn/v1', undefined],
    ['model://churn/v2', undefined],
  ])
  form.set(fields.stop, 'yes')
  expect(decided()).toEqual([
    ['model://churn/v1', undefined],
    ['model://churn/v2', true],
  ])
})
