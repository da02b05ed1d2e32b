import { expect, it } from 'vitest'
import { totalWords } from './list-tools'

it('says how many there are, and that there may be more', () => {
  expect(totalWords({ count: 0, more: false }, 'models')).toBe('0 models')
  expect(totalWords({ count: 1, more: false }, 'models')).toBe('1 model')
  expect(totalWords({ count: 12, more: false }, 'versions')).toBe('12 versions')
  expect(totalWords({ count: 1000, more: true }, 'versions')).toBe('1,000+ versions')
})
