import { existsSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { folderWith } from '../testing/folder'
import { makeReadOnly, makeWorkFolder, ownerOf, removeWorkFolder, writeConfig } from './layout'

it('makes the folders of the job contract and removes them, the read-only ones too', async () => {
  const code = folderWith()
  const folder = await makeWorkFolder(code)
  expect(ownerOf(folder.path)).toBe(process.pid)
  expect(statSync(folder.path).mode & 0o777).toBe(0o700)
  expect(readlinkSync(join(folder.path, 'repository'))).toBe(code)

  await mkdir(join(folder.inputs, 'data'))
  writeFileSync(join(folder.inputs, 'data', 'a.csv'), 'a')
  await makeReadOnly(folder.inputs)
  expect(statSync(folder.inputs).mode & 0o777).toBe(0o555)
  expect(statSync(join(folder.inputs, 'data', 'a.csv')).mode & 0o777).toBe(0o444)

  await removeWorkFolder(folder)
  expect(existsSync(folder.path)).toBe(false)
  expect(existsSync(code)).toBe(true)
})

it('writes each configuration file as JSON and as YAML', async () => {
  const folder = await makeWorkFolder(folderWith())
  const value = { rate: 0.001, mode: 'yes', 'a: b': null, list: [1, 'x'] }
  await writeConfig(folder, 'parameters', value)
  expect(JSON.parse(readFileSync(join(folder.config, 'parameters.json'), 'utf8'))).toEqual(value)
  expect(parse(readFileSync(join(folder.config, 'parameters.yaml'), 'utf8'))).toEqual(value)
  await removeWorkFolder(folder)
})

it('knows no owner of a folder that it did not make', () => {
  expect(ownerOf('/tmp/hub-run-x')).toBeNull()
  expect(ownerOf('/')).toBeNull()
})
