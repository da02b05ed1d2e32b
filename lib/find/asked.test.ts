import { expect, it } from 'vitest'
import { readAsked } from './asked'

const part = (text: string) => readAsked(text, 'acme').part

it('takes a text for the words of a name, in order', () => {
  expect(readAsked('credit  score', 'acme').words).toEqual(['credit', 'score'])
  expect(readAsked('', 'acme')).toEqual({ words: [], part: null, only: null })
})

it('knows a version by its number, however it is written', () => {
  const third = { of: ['churn'], number: 3 }
  expect(part('churn v3')).toEqual({ ...third, word: 'v3', sign: 'v' })
  expect(part('churn V3')).toEqual({ ...third, word: 'v3', sign: 'v' })
  expect(part('churn/3')).toEqual({ ...third, word: '3', sign: null })
  expect(part('model://churn/v3')).toEqual({ ...third, word: 'v3', sign: 'v' })
  expect(part('model://acme/churn/v3/model.bin')).toEqual({ ...third, word: 'v3', sign: 'v' })
  expect(part(`model://churn/v3@sha256:${'0'.repeat(64)}`)).toMatchObject(third)
  expect(part('v3')).toEqual({ of: [], word: 'v3', number: 3, sign: 'v' })
})

it('knows a run by its number', () => {
  expect(part('#12')).toEqual({ of: [], word: '12', number: 12, sign: '#' })
  expect(part('churn #12')).toEqual({ of: ['churn'], word: '12', number: 12, sign: '#' })
  expect(part('churn#12')).toEqual({ of: ['churn'], word: '12', number: 12, sign: '#' })
  expect(readAsked('run://churn/12', 'acme')).toMatchObject({ only: 'run', part: { number: 12 } })
})

it('takes the last word for an alias or a version of a dataset too', () => {
  expect(part('churn/production')).toMatchObject({ of: ['churn'], word: 'production' })
  expect(part('credit 2024-q1')).toMatchObject({ of: ['credit'], word: '2024-q1', number: null })
})

it('takes a name with nothing after it for any of them', () => {
  for (const text of ['churn/', 'churn v', 'model://churn/', 'model://churn/v'])
    expect(part(text), text).toEqual({ of: ['churn'], word: '', number: null, sign: null })
})

it('takes no number out of the middle of a name', () => {
  expect(part('resnet50')).toBeNull()
  expect(part('12345678901')).toBeNull()
})

it('reads a URI that is half typed', () => {
  expect(readAsked('model://chu', 'acme')).toEqual({ words: ['chu'], part: null, only: 'model' })
  expect(readAsked('model://churn/', 'acme').words).toEqual(['churn'])
  expect(readAsked('dataset://', 'acme')).toEqual({ words: [], part: null, only: 'dataset' })
})
