import { describe, expect, it } from 'vitest'
import { changesBetween, inOrder, joined, moved } from './blocks'

const block = (id: string, category = '', body = `About ${id}.`) => ({
  ...{ id, category, title: id, body },
})

describe('a card as one text', () => {
  it('is the body alone of a single block that is titled Overview', () => {
    expect(joined([{ category: '', title: 'Overview', body: 'It works.' }])).toBe('It works.')
  })

  it('has the titles of several as headings, under those of their categories', () => {
    expect(joined([block('Use'), block('Rows', 'Data'), block('Split', 'Data')])).toBe(
      '## Use\n\nAbout Use.\n\n# Data\n\n## Rows\n\nAbout Rows.\n\n## Split\n\nAbout Split.',
    )
  })

  it('leaves out what has no body, and is empty where nothing has', () => {
    expect(joined([block('Use'), block('Limits', 'Risk', '')])).toBe('## Use\n\nAbout Use.')
    expect(joined([block('Use', '', '')])).toBe('')
  })
})

describe('the order of blocks', () => {
  const ids = (blocks: { id: string }[]) => blocks.map(({ id }) => id).join(' ')
  const blocks = [block('a'), block('b', 'x'), block('c', 'x'), block('d', 'y')]

  it('keeps those of one category together', () => {
    expect(ids(inOrder([block('a', 'x'), block('b'), block('c', 'x')]))).toBe('a c b')
  })

  it('changes by a place within a category', () => {
    expect(ids(moved(blocks, 'c', 'up'))).toBe('a c b d')
    expect(ids(moved(blocks, 'b', 'down'))).toBe('a c b d')
  })

  it('changes by a whole category from its edge', () => {
    expect(ids(moved(blocks, 'b', 'up'))).toBe('b c a d')
    expect(ids(moved(blocks, 'c', 'down'))).toBe('a d b c')
  })

  it('stays where there is nowhere to go', () => {
    expect(ids(moved(blocks, 'a', 'up'))).toBe('a b c d')
    expect(ids(moved(blocks, 'd', 'down'))).toBe('a b c d')
    expect(ids(moved(blocks, 'none', 'up'))).toBe('a b c d')
  })
})

it('tells what became of each block, by its title', () => {
  const before = [block('kept'), block('edited'), block('gone')]
  const after = [block('new'), { ...block('edited'), body: 'Else.' }, block('kept')]
  expect(changesBetween(before, after)).toEqual({
    added: ['new'],
    changed: ['edited'],
    removed: ['gone'],
    moved: true,
  })
  expect(changesBetween(before, before)).toEqual({})
})
