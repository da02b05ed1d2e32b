import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../testing/folder'
import { gatherFiles } from './outputs'

it('gathers files of every folder, sorted, with their sizes', async () => {
  const folder = folderWith({ 'b.txt': 'bb', 'a/c.txt': '', 'a/b/d.txt': 'ddd' })
  symlinkSync(join(folder, 'b.txt'), join(folder, 'best.txt'))
  const { files, problems } = await gatherFiles(folder)
  expect(files.map(({ name, size }) => [name, size])).toEqual([
    ['a/b/d.txt', 3],
    ['a/c.txt', 0],
    ['b.txt', 2],
    ['best.txt', 2],
  ])
  expect(problems).toEqual([])
})

it('tells what it cannot take', async () => {
  const folder = folderWith({ 'a\\b': '', 'line\nbreak': '' })
  symlinkSync('/nowhere/at/all', join(folder, 'dangling'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const { files, problems } = await gatherFiles(folder)
  expect(files).toEqual([])
  expect(problems.sort()).toEqual([
    '"a\\\\b" is left out. A file name uses forward slashes.',
    '"dangling" is left out. It is not an ordinary file.',
    '"line\\nbreak" is left out. A file name holds no NUL or control character.',
    '"pipe" is left out. It is not an ordinary file.',
  ])
})
