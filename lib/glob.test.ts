import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { globMatcher, globMatches, globRegex } from './glob'

describe('a pattern over file names', () => {
  it.each([
    ['*.csv', ['a.csv', '.csv', 'a*.csv'], ['a.csvx', 'x/a.csv', 'acsv']],
    ['**', ['a', 'a/b/c'], []],
    ['**/a.csv', ['a.csv', 'x/a.csv', 'x/y/a.csv'], ['xa.csv', 'x/aa.csv', 'x/a.csv/y']],
    ['images/**', ['images/a', 'images/a/b'], ['images', 'image/a']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['a/xb', 'ab', 'b']],
    ['**.png', ['a.png', 'x/y.png'], ['a.pngx']],
    ['a+(b)[c]{d}|^$.?\\*', ['a+(b)[c]{d}|^$.?\\x'], ['aab']],
    ['a/**/**/***/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['a/xb', 'ab', 'b']],
    ['é*', ['é', 'éa'], ['e']],
    ['', [''], ['a']],
  ])('%s', (glob, fitting, others) => {
    for (const name of fitting) expect([name, globMatches(glob, name)]).toEqual([name, true])
    for (const name of others) expect([name, globMatches(glob, name)]).toEqual([name, false])
  })

  it('means the same as its regular expression', () => {
    const text = (...parts: string[]) =>
      fc.array(fc.constantFrom(...parts), { maxLength: 8 }).map((list) => list.join(''))
    fc.assert(
      fc.property(
        text('a', 'b', '/', '*', '**', '**/', '.'),
        text('a', 'b', '/', '.'),
        (glob, name) => {
          expect(globMatches(glob, name)).toBe(new RegExp(globRegex(glob), 's').test(name))
        },
      ),
      { numRuns: 3000 },
    )
  })

  // What tries every way to share the letters among the stars does not come to an end.
  it('comes to an end with many stars that fit nothing', () => {
    expect(globMatches('*a'.repeat(200), 'a'.repeat(150))).toBe(false)
  })

  it('takes no time for many names either', () => {
    const before = performance.now()
    const fits = globMatcher(`${'**/'.repeat(340)}*`)
    const names = Array.from({ length: 20_000 }, (_, at) => `images/train/${at}.png`)
    expect(names.filter(fits)).toHaveLength(20_000)
    expect(performance.now() - before).toBeLessThan(2000)
  })
})
