import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../testing/folder'
import { readPythonPackages } from './python-packages'

it('gives no token to what a folder of code may have in the place of pip', async () => {
  const bin = folderWith()
  const script = '#!/bin/sh\necho "token==.$HUB_TOKEN"\necho "safe==$PYTHONSAFEPATH"\n'
  writeFileSync(join(bin, 'python3'), script)
  chmodSync(join(bin, 'python3'), 0o755)
  const folder = folderWith({ 'pip.py': '' })
  const env = { PATH: `${bin}:${process.env.PATH}`, HUB_TOKEN: 'hub_secret' }
  expect(await readPythonPackages(folder, env)).toEqual([
    { name: 'token', version: '.' },
    { name: 'safe', version: '1' },
  ])
})
