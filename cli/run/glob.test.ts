import { describe, expect, it } from 'vitest'
import { folderWith } from '../testing/folder'
import { filesMatching, fixedPart, patternOf } from './glob'

describe('a pattern', () => {
  it.each<[string, string, boolean]>([
    ['*.csv', 'a.csv', true],
    ['*.csv', 'sub/a.csv', false],
    ['*.csv', 'aXcsv', false],
    ['*', '.hidden', false],
    ['.*', '.hidden', true],
    ['a*', 'a.b', true],
    ['*/*.csv', 'sub/a.csv', true],
    ['*/*.csv', 'sub/.a.csv', false],
    ['**/*.csv', 'a.csv', true],
    ['**/*.csv', 'x/y/a.csv', true],
    ['**/*.csv', '.git/a.csv', false],
    ['x/**', 'x/y/z.txt', true],
    ['x/**', 'y/z.txt', false],
    ['**.jpg', 'x/y/z.jpg', true],
    ['a+(b)*', 'a+(b)c', true],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(patternOf(pattern).test(name)).toBe(expected)
  })

  it('has a part that is no pattern', () => {
    expect(fixedPart('data/images/*.jpg')).toBe('data/images/')
    expect(fixedPart('data/im*/a.jpg')).toBe('data/')
    expect(fixedPart('*.jpg')).toBe('')
  })

  it('finds files, sorted', async () => {
    const folder = folderWith({ 'b.csv': '', 'a.csv': '', 'sub/c.csv': '', 'sub/d/e.csv': '' })
    const found = async (pattern: string) =>
      (await filesMatching(`${folder}/${pattern}`)).map((path) => path.slice(folder.length + 1))
    expect(await found('*.csv')).toEqual(['a.csv', 'b.csv'])
    expect(await found('**/*.csv')).toEqual(['a.csv', 'b.csv', 'sub/c.csv', 'sub/d/e.csv'])
    expect(await found('s*/*.csv')).toEqual(['sub/c.csv'])
    expect(await found('none/*')).toEqual([])
  })
})
