import { existsSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith } from '../testing/folder'
import { lendPackages, packageDifference, packagesOf } from './packages'

const forest = (version: string) => ({ name: 'forest', version })

describe('the packages of a record', () => {
  it('are compared with those here', () => {
    const recorded = [forest('1.0.0'), { name: 'table', version: '2' }]
    expect(packageDifference(recorded, [...recorded, { name: 'more', version: '1' }])).toBeNull()
    expect(packageDifference(recorded, [forest('1.1.0')])).toBe(
      'Its packages are not the same: forest was 1.0.0, 1.1.0 here; table was 2, and is not here.',
    )
  })

  it('are the same when several versions of one are', () => {
    const both = [forest('1.0.0'), forest('2.0.0')]
    expect(packageDifference(both, both)).toBeNull()
    expect(packageDifference(both, [forest('2.0.0')])).toContain('forest was 1.0.0, 2.0.0 here.')
  })

  it('are looked for where the copy of the code has no lock', async () => {
    const repository = folderWith({
      'package.json': JSON.stringify({ dependencies: { forest: '1' } }),
      'node_modules/forest/package.json': JSON.stringify({ version: '1.0.0' }),
      'node_modules/table/package.json': JSON.stringify({ version: '3.0.0' }),
      'node_modules/more/package.json': JSON.stringify({ version: '1.0.0' }),
    })
    const recorded = [
      forest('1.0.0'),
      { name: 'table', version: '3.0.0' },
      { name: 'x', version: '1' },
    ]
    expect(await packagesOf(repository, recorded, {})).toEqual(recorded.slice(0, 2))
  })

  const code = { 'package.json': JSON.stringify({ dependencies: { forest: '^1.0.0' } }) }
  const here = (version: string) =>
    join(
      folderWith({
        'node_modules/forest/package.json': JSON.stringify({ version }),
        'code/x': '',
      }),
      'code',
    )

  it('are used as they are installed here, when they are the same', async () => {
    const [repository, cwd] = [folderWith(code), here('1.0.0')]
    await lendPackages([forest('1.0.0')], repository, cwd)
    expect(readlinkSync(join(repository, 'node_modules'))).toBe(join(cwd, '../node_modules'))
  })

  it('are not taken from here when they are others', async () => {
    const repository = folderWith(code)
    await lendPackages([forest('1.0.0')], repository, here('1.0.1'))
    expect(existsSync(join(repository, 'node_modules'))).toBe(false)
    const python = folderWith({ 'train.py': '' })
    await lendPackages([], python, here('1.0.0'))
    expect(existsSync(join(python, 'node_modules'))).toBe(false)
  })
})
