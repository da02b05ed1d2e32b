import { expect, it } from 'vitest'
import { nearest, suggestion } from './near'

it.each([
  ['parameter', 'parameters'],
  ['enviroment', 'environment'],
  ['comand', 'command'],
  ['time_limit', 'time-limit'],
  ['iamge', 'image'],
  ['NAME', 'name'],
  ['inputz', 'inputs'],
])('%s was meant to be %s', (word, meant) => {
  const known = ['name', 'image', 'command', 'parameters', 'inputs', 'environment', 'time-limit']
  expect(nearest(word, known)).toBe(meant)
})

it('takes nothing for near that is far', () => {
  expect(nearest('uri', ['name', 'filename'])).toBeNull()
  expect(nearest('ab', ['cd'])).toBeNull()
  expect(nearest('', ['a'])).toBeNull()
})

it('tells what there is, when nothing is near', () => {
  expect(suggestion('trian', ['train'], 'a step')).toBe('Did you mean train?')
  expect(suggestion('x', ['train', 'test'], 'a step')).toBe('Use one of: train, test.')
  expect(suggestion('x', [], 'a step')).toBe('Add a step x first.')
})
