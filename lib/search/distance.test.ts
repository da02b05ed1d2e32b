import { describe, expect, it } from 'vitest'
import { errorsForgiven, typingErrors } from './distance'

describe('typing errors', () => {
  it.each([
    ['churn', 'churn', 0],
    ['chrn', 'churn', 1],
    ['churrn', 'churn', 1],
    ['charn', 'churn', 1],
    ['chrun', 'churn', 1],
    ['clasifer', 'classifier', 2],
    ['hcurn', 'churn', 1],
    ['crédit', 'credit', 1],
    ['', 'ab', 2],
  ])('%s for %s are %i', (one, other, errors) => {
    expect(typingErrors(one, other, 2)).toBe(errors)
    expect(typingErrors(other, one, 2)).toBe(errors)
  })

  it('are not counted beyond what is asked', () => {
    expect(typingErrors('penguins', 'elephants', 2)).toBe(3)
    expect(typingErrors('a', 'abcdef', 1)).toBe(2)
  })
})

it('short words and those with digits must be right', () => {
  const words = ['eur', 'bert', 'ranking', 'detector', 'resnet50']
  expect(words.map(errorsForgiven)).toEqual([0, 1, 1, 2, 0])
})
