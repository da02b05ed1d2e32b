import { join } from 'node:path'
import { expect, it } from 'vitest'
import { digestOf, isAlready } from './blobs'
import { eachOf } from './each'
import { folderWith } from './testing/folder'

const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

it('digests a file, an empty one too', async () => {
  const folder = folderWith({ abc: 'abc', empty: '' })
  expect(await digestOf(join(folder, 'abc'))).toEqual({ sha256: abc, size: 3 })
  expect(await digestOf(join(folder, 'empty'))).toEqual({ sha256: nothing, size: 0 })
})

it('knows a file that is there already by its bytes', async () => {
  const folder = folderWith({ abc: 'abc', abd: 'abd' })
  const file = { size: 3, sha256: abc }
  expect(await isAlready(join(folder, 'abc'), file)).toBe(true)
  expect(await isAlready(join(folder, 'abd'), file)).toBe(false)
  expect(await isAlready(join(folder, 'abe'), file)).toBe(false)
  expect(await isAlready(folder, file)).toBe(false)
})

it('works on a few things at a time and keeps their order', async () => {
  let busy = 0
  let most = 0
  const doubled = await eachOf([5, 4, 3, 2, 1, 0], async (number) => {
    most = Math.max(most, ++busy)
    for (let turn = 0; turn < number; turn++) await Promise.resolve()
    busy--
    return number * 2
  })
  expect(doubled).toEqual([10, 8, 6, 4, 2, 0])
  expect(most).toBe(4)
})

it('begins nothing more after a failure', async () => {
  const begun: number[] = []
  const work = eachOf([0, 1, 2, 3, 4, 5, 6], async (number) => {
    begun.push(number)
    if (number === 1) throw new Error('No.')
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  })
  await expect(work).rejects.toThrow('No.')
  expect(begun).toEqual([0, 1, 2, 3])
})
