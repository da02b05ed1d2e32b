import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith } from '../testing/folder'
import { archiveCode, staysInside } from './archive'

const code = {
  'valohai.yaml': '- step: {}\n',
  'train.py': 'print(1)\n',
  'sub/empty.py': '',
  'data/big.bin': 'not code',
  'cache/x': 'not code',
  'secret.env': 'not code',
  'node_modules/a/index.js': 'not code',
  '.venv/bin/python': 'not code',
  'sub/__pycache__/x.pyc': 'not code',
  '.gitignore': 'cache/\n*.env\n',
  '.vhignore': '/data\n',
  'sub/.gitignore': '*.tmp\n',
  'sub/x.tmp': 'not code',
}
const kept = [
  '.gitignore',
  '.vhignore',
  'sub/.gitignore',
  'sub/empty.py',
  'train.py',
  'valohai.yaml',
]

/** Files that cannot be told from each other when they were made elsewhere, later, by someone else. */
function codeFolder(): string {
  const folder = folderWith(code)
  chmodSync(join(folder, 'train.py'), 0o755)
  return folder
}

function listed(path: string): string[] {
  return execFileSync('tar', ['tzf', path], { encoding: 'utf8' }).trim().split('\n')
}

const git = (folder: string, ...words: string[]) => execFileSync('git', ['-C', folder, ...words])

describe('the archive of a folder of code', () => {
  it('holds the code and nothing that its ignore files name', async () => {
    const { archive, warnings } = await archiveCode(codeFolder(), folderWith())
    expect(listed(archive?.path ?? '')).toEqual(kept)
    expect(warnings).toEqual([])
    const out = folderWith()
    execFileSync('tar', ['xzf', archive?.path ?? '', '-C', out])
    expect(readFileSync(join(out, 'train.py'), 'utf8')).toBe('print(1)\n')
    execFileSync('test', ['-x', join(out, 'train.py')])
  })

  it('holds what git would, in a repository', async () => {
    const folder = codeFolder()
    git(folder, 'init', '--quiet')
    git(folder, 'add', '--force', 'secret.env')
    const { archive } = await archiveCode(folder, folderWith())
    expect(listed(archive?.path ?? '')).toEqual([...kept, 'secret.env'].sort())
  })

  it('is the same for the same code, wherever and whenever', async () => {
    const digest = async (folder: string) =>
      (await archiveCode(folder, folderWith())).archive?.sha256
    const first = await digest(codeFolder())
    const other = codeFolder()
    utimesSync(join(other, 'train.py'), 1000, 1000)
    expect(await digest(other)).toBe(first)
    writeFileSync(join(other, 'data/big.bin'), 'other data')
    expect(await digest(other)).toBe(first)
    writeFileSync(join(other, 'train.py'), 'print(2)\n')
    expect(await digest(other)).not.toBe(first)
  })

  it('holds links within the code, and says which lead out of it', async () => {
    const folder = folderWith({ 'sub/a.py': 'a' })
    symlinkSync('a.py', join(folder, 'sub/same'))
    symlinkSync('../sub/a.py', join(folder, 'sub/way'))
    symlinkSync('/etc/passwd', join(folder, 'root'))
    symlinkSync('../../else', join(folder, 'sub/out'))
    const { archive, warnings } = await archiveCode(folder, folderWith())
    expect(listed(archive?.path ?? '')).toEqual(['sub/a.py', 'sub/same', 'sub/way'])
    expect(warnings).toEqual([
      'root may lead out of the code, and is not kept.',
      'sub/out may lead out of the code, and is not kept.',
    ])
  })

  it('is not made of more than there should be, which is told', async () => {
    const folder = folderWith({ 'a.bin': 'x'.repeat(2000) })
    const { archive, warnings } = await archiveCode(folder, folderWith(), 1000)
    expect(archive).toBeNull()
    expect(warnings[0]).toContain('is 2.0 kB, more than the 1.0 kB that are kept of it.')
    expect(warnings[0]).toContain('--no-code')
  })

  it.each([
    ['a', 'b', true],
    ['a', './b/c', true],
    // b may be a link itself.
    ['a', './b/../c', false],
    ['a', '.', true],
    ['a', '../b', false],
    ['a/b', '../c', true],
    ['a/b', '../../c', false],
    ['a/b', '..\\c', false],
    ['a', '/etc', false],
    ['a', 'C:/x', false],
  ])('takes a link %s → %s: %s', (name, target, expected) => {
    expect(staysInside(name, target)).toBe(expected)
  })
})
