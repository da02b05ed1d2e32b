import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith } from './testing/folder'
import { cliHub } from './testing/hub'
import { User } from './testing/user'

const hub = cliHub()

const pushed = (files: Record<string, string>, ...words: string[]) =>
  hub.ana.hub(['dataset', 'push', 'pets', '.', ...words], { cwd: folderWith(files) })

describe('hub dataset push', () => {
  it('makes the dataset and a version of what lies in a folder, with all that was said', async () => {
    const called = await pushed(
      { 'a.csv': '1', 'images/b.png': '22' },
      ...['--alias', 'production', '--tag', 'raw', '--property', 'rows=3', '--property', 'by=hand'],
      ...['-m', 'First rows'],
    )
    expect(called).toEqual({
      exitCode: 0,
      out: 'dataset://pets/v1\n',
      err: 'Made the dataset pets.\n2 files in it.\n',
    })
    expect(await hub.ana.json(['dataset', 'info', 'dataset://pets/production'])).toMatchObject({
      version: 'v1',
      description: 'First rows',
      tags: ['raw'],
      properties: { rows: 3, by: 'hand' },
      aliases: ['production'],
      files: [{ name: 'a.csv' }, { name: 'images/b.png', size: 2 }],
    })
  })

  it('grows a version from another, which diff and files tell of', async () => {
    await pushed({ 'a.csv': '1', 'b.tmp': '2', 'c.csv': '3' })
    const grown = await pushed(
      { 'c.csv': 'new', 'd.csv': '4' },
      ...['--from', 'v1', '--exclude', '*.tmp', '--version', 'second try'],
    )
    expect(grown).toMatchObject({ exitCode: 0, out: 'dataset://pets/second%20try\n' })
    const words = ['dataset', 'diff', 'dataset://pets/v1', 'dataset://pets/second%20try']
    expect(await hub.ana.hub(words)).toEqual({
      exitCode: 0,
      out: '- b.tmp\n~ c.csv\n+ d.csv\n',
      err: '1 added, 1 removed, 1 changed, 1 the same.\n',
    })
    expect(await hub.ana.json(words)).toMatchObject({
      added: 1,
      items: [{ name: 'b.tmp' }, {}, {}],
    })
    const limited = await hub.ana.hub([...words, '--limit', '1'])
    expect(limited.err).toContain('; 2 more with --limit.')
    const files = await hub.ana.hub(['dataset', 'files', 'dataset://pets/latest', '--q', 'd.'])
    expect(files.out).toMatch(/^FILE {3}SIZE {2}URI\nd\.csv {2}1 B {3}datum:\/\/\S+\n$/)
    const versions = await hub.ana.hub(['dataset', 'versions', 'pets'])
    expect(versions.out).toMatch(/second try\s+3\s+5 B\s+dataset:\/\/pets\/v1/)
  })

  it('needs no files where it begins with some', async () => {
    await pushed({ 'a.csv': '1', 'b.csv': '2' })
    const words = ['dataset', 'push', 'pets', '--from', 'v1', '--exclude', 'b.csv']
    expect(await hub.ana.hub(words)).toMatchObject({ exitCode: 0, out: 'dataset://pets/v2\n' })
  })

  it('is refused for a version that is there, without files, and to who may only read', async () => {
    await pushed({ 'a.csv': '1' })
    expect(await pushed({ 'a.csv': '2' }, '--version', 'v1')).toMatchObject({ exitCode: 6 })
    expect(await hub.ana.hub(['dataset', 'push', 'pets'])).toMatchObject({
      exitCode: 2,
      err: 'hub: Say which files: hub dataset push pets data/.\n',
    })
    const rita = new User(hub.server.url, await hub.acme.secret('reader'))
    const cwd = folderWith({ 'a.csv': '1' })
    expect(await rita.hub(['dataset', 'push', 'pets', '.'], { cwd })).toMatchObject({ exitCode: 4 })
  })
})

describe('hub dataset pull', () => {
  it('writes the files that a pattern chooses', async () => {
    await pushed({ 'a.csv': '1', 'images/b.png': '22', 'images/old/c.png': '3' })
    const cwd = folderWith()
    const words = ['dataset', 'pull', 'dataset://pets/v1/images/*.png', 'out']
    expect(await hub.ana.hub(words, { cwd })).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(cwd, 'out/images/b.png'), 'utf8')).toBe('22')
    expect(existsSync(join(cwd, 'out/images/old/c.png'))).toBe(false)
    expect(existsSync(join(cwd, 'out/a.csv'))).toBe(false)
    const none = await hub.ana.hub(['dataset', 'pull', 'dataset://pets/v1/*.jpg'], { cwd })
    expect(none).toMatchObject({
      exitCode: 5,
      err: 'hub: No file of dataset://pets/v1 matches *.jpg.\n',
    })
    expect(await hub.ana.hub(['dataset', 'pull', 'model://pets/v1'])).toMatchObject({ exitCode: 2 })
  })

  it('fetches one file by its id', async () => {
    await pushed({ 'sub/a.csv': 'by id' })
    const { files } = await hub.ana.json<{ files: { uri: string }[] }>([
      'dataset',
      'info',
      'dataset://pets/v1',
    ])
    const cwd = folderWith()
    expect(await hub.ana.hub(['pull', files[0]?.uri ?? ''], { cwd })).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(cwd, 'sub/a.csv'), 'utf8')).toBe('by id')
  })
})

describe('hub dataset', () => {
  it('lists, makes, and moves and removes aliases', async () => {
    const made = await hub.ana.hub([
      'dataset',
      'create',
      'pets',
      '--tag',
      'raw',
      '--property',
      'k=v',
    ])
    expect(made).toMatchObject({ exitCode: 0, out: 'dataset://pets/\n' })
    await pushed({ 'a.csv': '1' })
    expect(await hub.ana.hub(['dataset', 'alias', 'dataset://pets/latest', 'best'])).toMatchObject({
      out: 'dataset://pets/best is v1\n',
    })
    const list = await hub.ana.hub(['dataset', 'list', '--tag', 'raw'])
    expect(list.out).toMatch(/^DATASET .*\npets\s+v1\s+1\s+best=v1\s+raw/)
    expect((await hub.ana.hub(['dataset', 'list', '--q', 'cats'])).out).toContain(
      'or none like that',
    )
    const info = await hub.ana.hub(['dataset', 'info', 'pets'])
    expect(info.out).toMatch(/^dataset:\/\/pets\/\nNewest {6}v1\n/)
    expect(info.out).toContain('Properties  k=v\n')
    const removed = await hub.ana.hub(['dataset', 'unalias', 'dataset://pets/best'])
    expect(removed.out).toBe('pets has no alias best any more.\n')
    expect(await hub.ana.hub(['dataset', 'info', 'dataset://pets/best'])).toMatchObject({
      exitCode: 5,
    })
  })

  it.each([
    [['dataset'], 'Say what to do: hub dataset list, info,'],
    [['dataset', 'prune'], 'Say what to do'],
    [['dataset', 'info'], 'Say which dataset'],
    [['dataset', 'info', 'Pets'], 'Pets is not a dataset.'],
    [['dataset', 'files', 'pets'], 'Name a version: dataset://pets/v1.'],
    [['dataset', 'diff', 'dataset://pets/v1'], 'Say which dataset'],
    [['dataset', 'files', 'dataset://pets/v1/*.csv'], 'Name the version as a whole.'],
    [['dataset', 'alias', 'dataset://pets/v1'], 'Say which alias'],
  ])('says what is missing: %j', async (words, sentence) => {
    const called = await hub.ana.hub(words)
    expect(called).toMatchObject({ exitCode: 2, err: expect.stringContaining(sentence) })
  })
})
