import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../testing/folder'
import { placeIn } from './pull'

it('puts a file below the folder, making what lies between', async () => {
  const root = folderWith()
  expect(await placeIn(root, 'a/b/c.txt')).toBe(join(root, 'a/b/c.txt'))
  expect(existsSync(join(root, 'a/b'))).toBe(true)
})

it.each(['../x', 'a/../../x', '/etc/x', 'a\\..\\x', 'a//x', '', '.', 'a\0b'])(
  'refuses the name %j',
  async (name) => {
    await expect(placeIn(folderWith(), name)).rejects.toThrow('is refused')
  },
)

it('refuses a way out through a link', async () => {
  const elsewhere = folderWith()
  const root = folderWith()
  symlinkSync(elsewhere, join(root, 'out'))
  await expect(placeIn(root, 'out/x')).rejects.toThrow('outside of')
})
