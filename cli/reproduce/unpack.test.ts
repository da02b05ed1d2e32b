import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { archiveCode } from '../run/archive'
import { folderWith } from '../testing/folder'
import { unpackCode } from './unpack'

async function archiveOf(...entries: [Partial<Header> & { name: string }, string?][]) {
  const tar = pack()
  for (const [header, content = ''] of entries) tar.entry(header, content)
  tar.finalize()
  const path = join(folderWith(), 'code.tar.gz')
  writeFileSync(path, gzipSync(await buffer(tar)))
  return path
}

describe('an archive of code', () => {
  it('unpacks to what it was made of', async () => {
    const source = folderWith({ 'a.py': 'a', 'sub/empty.py': '' })
    const { archive } = await archiveCode(source, folderWith())
    const folder = folderWith()
    await unpackCode(archive?.path ?? '', folder)
    expect(readFileSync(join(folder, 'a.py'), 'utf8')).toBe('a')
    expect(readFileSync(join(folder, 'sub/empty.py'), 'utf8')).toBe('')
  })

  it.each(['../planted', '/tmp/planted', 'a/../../planted', '..', 'C:\\planted', 'a\\..\\b', ''])(
    'cannot have %j written',
    async (name) => {
      const around = folderWith({ 'in/x': '' })
      const folder = folderWith()
      await expect(unpackCode(await archiveOf([{ name }, 'x']), folder)).rejects.toThrow(
        `holds ${JSON.stringify(name)}, which is refused.`,
      )
      expect(readdirSync(folder)).toEqual([])
      expect(readdirSync(around)).toEqual(['in'])
    },
  )

  it('keeps links inside, and writes nothing through one', async () => {
    const folder = folderWith()
    const inside = { name: 'sub/way', type: 'symlink', linkname: '../a.py' } as const
    await unpackCode(await archiveOf([{ name: 'a.py' }, 'a'], [inside]), folder)
    expect(readlinkSync(join(folder, 'sub/way'))).toBe('../a.py')

    const out = { name: 'sub/way', type: 'symlink', linkname: '../../a.py' } as const
    await expect(unpackCode(await archiveOf([out]), folderWith())).rejects.toThrow('leads out')

    const elsewhere = folderWith()
    const through = { name: 'x', type: 'symlink', linkname: elsewhere } as const
    const tried = unpackCode(await archiveOf([through], [{ name: 'x/planted' }, 'x']), folderWith())
    await expect(tried).rejects.toThrow()
    expect(readdirSync(elsewhere)).toEqual([])
  })

  it('has no way out over several links', async () => {
    const link = (name: string, linkname: string) =>
      [{ name, type: 'symlink', linkname }] as [Partial<Header> & { name: string }]
    const around = folderWith({ 'code/x': '' })
    const folder = join(around, 'empty')
    // sub/up is the folder itself, so that up from there leads out of it.
    const chain = [link('sub/up', '..'), link('out', 'sub/up/..'), link('out/planted', 'x')]
    await expect(unpackCode(await archiveOf(...chain), folder)).rejects.toThrow('leads out')
    const behind = [link('way', 'sub'), link('way/more', 'x')]
    await expect(unpackCode(await archiveOf(...behind), folderWith())).rejects.toThrow('behind')
    expect(readdirSync(around).sort()).toEqual(['code', 'empty'])
  })

  it('is refused with hard links, devices, or a file twice', async () => {
    const hard = { name: 'x', type: 'link', linkname: '/etc/passwd' } as const
    await expect(unpackCode(await archiveOf([hard]), folderWith())).rejects.toThrow('It is a link.')
    const device = { name: 'x', type: 'character-device' } as const
    await expect(unpackCode(await archiveOf([device]), folderWith())).rejects.toThrow('refused')
    const twice = await archiveOf([{ name: 'x' }, 'a'], [{ name: 'x' }, 'b'])
    await expect(unpackCode(twice, folderWith())).rejects.toThrow('cannot be unpacked')
  })

  it('is refused when it is none, ends early or would fill the disk', async () => {
    const folder = folderWith({ 'text.gz': 'no archive', 'empty.gz': '' })
    await expect(unpackCode(join(folder, 'text.gz'), folderWith())).rejects.toThrow('cannot be')
    const whole = await archiveOf([{ name: 'big' }, 'x'.repeat(100_000)])
    await expect(unpackCode(whole, folderWith(), 1000)).rejects.toThrow('more than 1.0 kB')
    const half = readFileSync(whole).subarray(0, 60)
    writeFileSync(join(folder, 'half.gz'), half)
    await expect(unpackCode(join(folder, 'half.gz'), folderWith())).rejects.toThrow('cannot be')
  })
})
