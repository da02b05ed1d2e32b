import { expect, it } from 'vitest'
import { underlined } from './caret'

it('marks each problem under its place', () => {
  const problems = [
    { message: 'state is never good.', column: 7, length: 4 },
    { message: 'This parenthesis is not closed.', column: 12, length: 1 },
  ]
  expect(underlined('state:good (a', problems)).toEqual([
    '  state:good (a',
    '        ^^^^',
    '  state is never good.',
    '  state:good (a',
    '             ^',
    '  This parenthesis is not closed.',
  ])
})

it('shows the part of a long text that matters, on one line', () => {
  const text = `${'word\n'.repeat(40)}state:good ${'more '.repeat(40)}`
  const [line = '', carets = ''] = underlined(text, [{ message: 'x', column: 207, length: 4 }])
  expect(line).toMatch(/^ {2}….*state:good.*…$/)
  expect(line.length).toBeLessThan(70)
  expect(line.slice(carets.indexOf('^'), carets.length)).toBe('good')
})

it('leaves out what is no problem', () => {
  expect(underlined('a', [null, 'x', { message: 'x' }])).toEqual([])
})
