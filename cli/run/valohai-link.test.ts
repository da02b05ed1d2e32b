import { existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith } from '../testing/folder'
import { linkValohai, namesValohai } from './valohai-link'

const command = 'cat /valohai/inputs/data/a.csv'

function places() {
  const folder = folderWith()
  const target = join(folder, `hub-run-${process.pid}-abc`)
  mkdirSync(target)
  return { folder, target, path: join(folder, 'valohai') }
}

describe('the folder /valohai', () => {
  it.each([
    [command, true],
    ['cp x "/valohai/outputs"', true],
    ['OUT=/valohai/outputs run', true],
    ['cd /valohai', true],
    ['cat /home/valohai/inputs', false],
    ['cat ./valohai/inputs', false],
    ['echo valohai', false],
    ['ls /valohai-data', true],
  ])('%s counts on it: %s', (text, counts) => {
    expect(namesValohai(text)).toBe(counts)
  })

  it('leads to the work folder for the run and is gone after it', () => {
    const { target, path } = places()
    const link = linkValohai(command, target, { path, isRoot: true })
    expect(link.warning).toBeNull()
    expect(readlinkSync(path)).toBe(target)
    link.remove()
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined()
  })

  it('is not made for a command that does not name it', () => {
    const { target, path } = places()
    linkValohai('node train.js', target, { path, isRoot: true })
    expect(existsSync(path)).toBe(false)
  })

  it('is not made for an ordinary user, who is told', () => {
    const { target, path } = places()
    const { warning } = linkValohai(command, target, { path, isRoot: false })
    expect(warning).toContain('only root can make that folder')
    expect(warning).toContain('$VH_INPUTS_DIR')
    expect(existsSync(path)).toBe(false)
  })

  it('is left alone when it is there already', () => {
    const { target, path } = places()
    mkdirSync(path)
    const link = linkValohai(command, target, { path, isRoot: true })
    expect(link.warning).toContain('that folder is in use here')
    link.remove()
    expect(lstatSync(path).isDirectory()).toBe(true)
  })

  it('is left to another run that lives', () => {
    const { folder, target, path } = places()
    const other = join(folder, `hub-run-${process.pid}-other`)
    mkdirSync(other)
    symlinkSync(other, path)
    const link = linkValohai(command, target, { path, isRoot: true })
    expect(link.warning).toContain('in use')
    link.remove()
    expect(readlinkSync(path)).toBe(other)
  })

  it('is taken over from a run that was killed', () => {
    const { folder, target, path } = places()
    symlinkSync(join(folder, 'hub-run-1-gone'), path)
    expect(linkValohai(command, target, { path, isRoot: true }).warning).toBeNull()
    expect(readlinkSync(path)).toBe(target)
  })
})
