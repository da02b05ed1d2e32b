import { describe, expect, it } from 'vitest'
import { checkKey, cut } from './names'

describe('a key', () => {
  it.each(['loss', 'val/loss', 'a b', 'top:5', 'précision', '精度', 'a.b-c_d', '.hidden', '0'])(
    'may be %s',
    (key) => expect(() => checkKey(key, 'key')).not.toThrow(),
  )

  it.each([
    ['', /would resolve to '\.'$/],
    ['.', /would resolve/],
    ['..', /would resolve/],
    ['..a', /would resolve/],
    ['/a', /would resolve/],
    ['a/', /would resolve/],
    ['a//b', /^Invalid value "a\/\/b" for parameter 'key' supplied: .*would resolve to 'a\/b'$/],
    ['a/./b', /would resolve/],
    ['a/../b', /would resolve to 'b'$/],
    ['a,b', /Names may only contain/],
    ['a\nb', /Names may only contain/],
    ['a'.repeat(251), /^'key' exceeds the maximum length of 250 characters$/],
  ])('may not be %j', (key, message) => expect(() => checkKey(key, 'key')).toThrow(message))
})

it('cuts a long text between characters', () => {
  expect(cut('abc', 3)).toBe('abc')
  expect(cut('😀😀😀', 2)).toBe('😀😀')
})
