import { expect, it } from 'vitest'
import { prefixed, words } from './action'

it('reads words from a field, and the fields of one prefix', () => {
  const form = new FormData()
  form.set('tags', ' eu,  prod\nfast ')
  form.set('project.a.b', 'yes')
  form.set('projects', 'no')
  form.set('project.c', new Blob())
  expect(words(form, 'tags')).toEqual(['eu', 'prod', 'fast'])
  expect(words(form, 'none')).toEqual([])
  expect(prefixed(form, 'project.')).toEqual([['a.b', 'yes']])
})
