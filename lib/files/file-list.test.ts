import { expect, it } from 'vitest'
import { fileListProblem, fileProblems } from './file-list'

it('finds nothing wrong with names that can lie in one folder', () => {
  const names = ['model.bin', 'a/b', 'a/c', 'ab']
  expect(fileListProblem(names)).toBeNull()
  expect(fileProblems(names)).toEqual([null, null, null, null])
})

it('says of which name it is that stands twice, or is a folder too', () => {
  const twice = 'caf\u00e9 is in the list twice.'
  expect(fileProblems(['caf\u00e9', 'x', 'cafe\u0301'])).toEqual([null, null, twice])
  expect(fileListProblem(['caf\u00e9', 'x', 'cafe\u0301'])).toBe(twice)
  expect(fileProblems(['a', 'a/b/c', 'a/b'])).toEqual([
    'a is both a file and a folder.',
    null,
    'a/b is both a file and a folder.',
  ])
})
