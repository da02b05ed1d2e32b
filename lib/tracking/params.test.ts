import { describe, expect, it } from 'vitest'
import { paramValue } from './params'

describe('what a logged parameter means', () => {
  it.each([
    ['0.5', 0.5],
    ['1.0', 1],
    ['-3', -3],
    ['1e-05', 0.00001],
    ['0', 0],
    ['True', true],
    ['False', false],
  ])('%s is a value', (text, value) => expect(paramValue(text)).toBe(value))

  it.each([
    '',
    'true',
    'None',
    'nan',
    'inf',
    '007',
    '.5',
    '+1',
    ' 1',
    '1_000',
    '0x10',
    '1e999',
    '12345678901234567890',
    "{'a': 1}",
  ])('%s stays a text', (text) => expect(paramValue(text)).toBe(text))
})
