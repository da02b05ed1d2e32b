import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRun } from '@/lib/runs/create'
import { projectOf } from '@/lib/runs/testing'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '@/server/testing/server'
import { hub as callHub } from './hub'
import { folderWith } from './testing/folder'
import { interruptionOf, surroundingsOf, terminalOf } from './testing/terminal'
import { User } from './testing/user'
import { Wire } from './testing/wire'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let ana: User
let ben: User
beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})
beforeEach(async () => {
  acme = await hub.organization()
  ana = new User(server.url, await acme.secret('contributor'))
  ben = new User(server.url, await acme.secret('approver'))
})

const pushed = (files: Record<string, string | Buffer>, ...more: string[]) =>
  ana.hub(['push', ...Object.keys(files), 'model://forest/', ...more], { cwd: folderWith(files) })

describe('hub push', () => {
  it('makes the model and a version with all that was said about it', async () => {
    const words = [
      '--note',
      'First',
      '--tag',
      'a',
      '--tag',
      'b',
      '--metric',
      'acc=0.5',
      '--metric',
      'gap=NaN',
    ]
    const called = await pushed(
      { 'm.bin': 'm', empty: '' },
      ...words,
      '--param',
      'deep=true',
      '--param',
      'kind=x=y',
    )
    expect(called).toEqual({
      exitCode: 0,
      out: 'model://forest/v1 pending\n',
      err: 'Made the model forest.\n',
    })
    expect(await ana.json(['versions', 'model://forest/v1'])).toMatchObject({
      note: 'First',
      tags: ['a', 'b'],
      metrics: { acc: 0.5, gap: 'NaN' },
      params: { deep: true, kind: 'x=y' },
      files: [
        { name: 'empty', size: 0 },
        { name: 'm.bin', size: 1 },
      ],
    })
  })

  it('takes a folder whole, named relative to it', async () => {
    const cwd = folderWith({ 'out/a.txt': '1', 'out/sub/b.txt': '2', 'c.txt': '3' })
    await ana.hub(['push', 'out', 'c.txt', 'model://forest/'], { cwd })
    const { files } = await ana.json<{ files: { name: string }[] }>([
      'versions',
      'model://forest/v1',
    ])
    expect(files.map(({ name }) => name)).toEqual(['a.txt', 'c.txt', 'sub/b.txt'])
  })

  it('refuses two files of one name before it sends anything', async () => {
    const cwd = folderWith({ 'a/m.bin': '1', 'b/m.bin': '2' })
    const called = await ana.hub(['push', 'a/m.bin', 'b/m.bin', 'model://forest/'], { cwd })
    expect(called.exitCode).toBe(2)
    expect(called.err).toContain('would both be named m.bin.')
    expect(await ana.json(['models'])).toEqual({ items: [] })
  })

  it('is refused to who may only read', async () => {
    const rita = new User(server.url, await acme.secret('reader'))
    const called = await rita.hub(['push', 'm', 'model://forest/'], { cwd: folderWith({ m: 'm' }) })
    expect(called.exitCode).toBe(4)
  })

  it('gets through a wire that breaks', async () => {
    const wire = await Wire.to(server.url)
    const far = new User(wire.url, ana.token)
    const cwd = folderWith({ 'big.bin': Buffer.alloc(40_000_000, 7) })
    const pushing = far.hub(['push', 'big.bin', 'model://forest/'], { cwd })
    await expect.poll(() => wire.sent, { timeout: 10_000, interval: 1 }).toBeGreaterThan(5_000_000)
    wire.cut()
    await expect.poll(() => wire.refused, { timeout: 10_000 }).toBeGreaterThan(0)
    wire.mend()
    expect(await pushing).toMatchObject({ exitCode: 0, out: 'model://forest/v1 pending\n' })
  })
})

describe('hub pull', () => {
  it('writes a version as it was pushed, and only once', async () => {
    await pushed({ 'm.bin': Buffer.from([0, 255, 10, 13]), empty: '' })
    const folder = folderWith()
    const first = await ana.hub(['pull', 'model://forest/newest', 'out'], { cwd: folder })
    expect(first).toMatchObject({
      exitCode: 0,
      out: `${join(folder, 'out/empty')}\n${join(folder, 'out/m.bin')}\n`,
    })
    expect([...readFileSync(join(folder, 'out/m.bin'))]).toEqual([0, 255, 10, 13])
    const { mtimeMs } = statSync(join(folder, 'out/m.bin'))
    writeFileSync(join(folder, 'out/empty'), 'changed')
    const again = await ana.json<{ files: { skipped: boolean }[] }>(
      ['pull', 'model://forest/v1', 'out'],
      { cwd: folder },
    )
    expect(again.files.map(({ skipped }) => skipped)).toEqual([false, true])
    expect(statSync(join(folder, 'out/m.bin')).mtimeMs).toBe(mtimeMs)
    expect(readFileSync(join(folder, 'out/empty'), 'utf8')).toBe('')
  })

  it('writes one file of a version', async () => {
    const cwd = folderWith({ 'out/a.txt': '1', 'out/sub/b c.txt': '2' })
    await ana.hub(['push', 'out', 'model://forest/'], { cwd })
    const folder = folderWith()
    await ana.hub(['pull', 'model://forest/v1/sub/b%20c.txt'], { cwd: folder })
    expect(readdirSync(folder)).toEqual(['b c.txt'])
    const missing = await ana.hub(['pull', 'model://forest/v1/none'], { cwd: folder })
    expect(missing.exitCode).toBe(5)
  })

  it('keeps nothing of a file that is not what it should be', async () => {
    await pushed({ 'm.bin': 'right' })
    execFileSync('sh', [
      '-c',
      'for file in $(grep -rl right "$1"); do chmod u+w "$file"; printf wrong > "$file"; done',
      'sh',
      hub.dataDir,
    ])
    const folder = folderWith()
    const called = await ana.hub(['pull', 'model://forest/v1'], { cwd: folder })
    expect(called.exitCode).toBe(1)
    expect(called.err).toContain('m.bin did not arrive as the hub describes it')
    expect(readdirSync(folder)).toEqual([])
  })

  it('begins a file again when the wire breaks', async () => {
    await pushed({ 'big.bin': Buffer.alloc(40_000_000, 7) })
    const wire = await Wire.to(server.url)
    const far = new User(wire.url, ana.token)
    const folder = folderWith()
    const pulling = far.hub(['pull', 'model://forest/v1'], { cwd: folder })
    await expect.poll(() => wire.sent, { timeout: 10_000, interval: 1 }).toBeGreaterThan(5_000_000)
    wire.cut()
    await expect.poll(() => wire.refused, { timeout: 10_000 }).toBeGreaterThan(0)
    wire.mend()
    expect((await pulling).exitCode).toBe(0)
    expect(readdirSync(folder)).toEqual(['big.bin'])
    expect(statSync(join(folder, 'big.bin')).size).toBe(40_000_000)
  })

  it('leaves nothing half done when it is stopped', async () => {
    await pushed({ 'big.bin': Buffer.alloc(40_000_000, 7) })
    const wire = await Wire.to(server.url)
    const far = new User(wire.url, ana.token)
    const folder = folderWith()
    const { interruption, stop } = interruptionOf()
    const pulling = far.hub(['pull', 'model://forest/v1'], { cwd: folder, interruption })
    await expect.poll(() => wire.sent, { timeout: 10_000, interval: 1 }).toBeGreaterThan(1_000_000)
    stop()
    expect((await pulling).exitCode).toBe(130)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('decisions', () => {
  it('move latest, once, and say why not', async () => {
    await pushed({ m: '1' })
    const nothing = await ana.hub(['resolve', 'model://forest/latest'])
    expect(nothing).toMatchObject({ exitCode: 5, out: '' })
    expect(nothing.err).toContain('v1')

    expect((await ana.hub(['approve', 'model://forest/v1'])).exitCode).toBe(4)
    expect(await ben.hub(['approve', 'model://forest/newest', '-m', 'Good'])).toMatchObject({
      exitCode: 0,
      out: 'model://forest/v1 approved\n',
    })
    expect((await ben.hub(['version', 'approve', 'model://forest/v1'])).exitCode).toBe(6)
    const resolved = await ana.hub(['resolve', 'model://forest/latest'])
    expect(resolved.out).toMatch(/^model:\/\/forest\/v1@sha256:[0-9a-f]{64}\n$/)
    expect(resolved.err).toBe('approved, 1 file, 1 B\n')

    expect((await ben.hub(['reject', 'model://forest/v1'])).exitCode).toBe(2)
    expect(await ben.hub(['reject', 'model://forest/v1', '-m', 'Leaks'])).toMatchObject({
      out: 'model://forest/v1 rejected\n',
    })
    expect(await ben.hub(['withdraw', 'model://forest/v1', '-m', 'Once more'])).toMatchObject({
      out: 'model://forest/v1 pending\n',
    })
  })

  it('are made on several versions at once, with a line for each and the exit code of the worst', async () => {
    for (const content of ['1', '2', '3']) await pushed({ m: content })
    const uri = (number: number | string) => `model://forest/v${number}`
    const called = await ben.hub(['approve', uri(1), uri(2), '-m', 'Both are good'])
    const out = 'model://forest/v1 approved\nmodel://forest/v2 approved\n'
    expect(called).toEqual({ exitCode: 0, out, err: '' })
    const again = await ben.hub(['reject', uri(3), uri(9), uri(1), '-m', 'The sweep is over'])
    expect(again.out).toMatch(
      /^model:\/\/forest\/v3 rejected\nmodel:\/\/forest\/v9 unchanged: There is no version v9.*\nmodel:\/\/forest\/v1 rejected\n$/,
    )
    expect(again.exitCode).toBe(5)
    const mine = await ana.hub(['withdraw', uri(1), uri(9), '-m', 'No', '--json'])
    expect(mine.exitCode).toBe(5)
    expect(JSON.parse(mine.out)).toMatchObject({
      results: [
        { uri: uri(1), ok: false, error: { code: 'forbidden' } },
        { ok: false, error: { code: 'not_found' } },
      ],
    })
    const moving = await ben.hub(['approve', 'model://forest/newest', uri(3)])
    expect(moving).toMatchObject({ exitCode: 2, out: '' })
    expect(moving.err).toContain('Name the version by its number, such as model://forest/v1.')
  })

  it('refuse a version that is not the one that was seen', async () => {
    await pushed({ m: '1' })
    const other = `model://forest/v1@sha256:${'0'.repeat(64)}`
    const called = await ben.hub(['approve', other])
    expect(called.exitCode).toBe(6)
    expect(called.err).toContain('not the one you named')
    expect(await ana.json(['versions', 'model://forest/v1'])).toMatchObject({ state: 'pending' })
  })

  it('are seen by the auditor, with who and from where', async () => {
    await pushed({ m: '1' })
    await ben.hub(['approve', 'model://forest/v1', '-m', 'Good'])
    const otto = new User(server.url, await acme.secret('auditor'))
    const { out } = await otto.hub([
      'activity',
      '--model',
      'model://forest',
      '--action',
      'version.approve',
    ])
    expect(out).toMatch(/Ben.*version\.approve.*model:\/\/forest\/v1.*Good.*api.*127\.0\.0\.1/)
    const narrow = ['activity', '--subject', 'model://forest/*', '--via', 'api']
    const csv = (await otto.hub([...narrow, '--action', 'version', '--format', 'csv'])).out
    expect(csv.split('\n')[0]).toMatch(/^index,at,actor,/)
    expect(csv).toContain('version.register')
    expect((await otto.hub([...narrow, '--format', 'pdf'])).exitCode).toBe(2)
    expect((await otto.hub([...narrow, '-o', 'x'])).exitCode).toBe(2)
    expect((await otto.hub(['approve', 'model://forest/v1'])).exitCode).toBe(4)
  })
})

it('decides and looks at a version under any of its names, which is no use of it', async () => {
  const name = (word: string) => `model://forest/${word}`
  await pushed({ m: '1' })
  expect((await ben.hub(['approve', name('latest')])).err).toContain('Newest is v1, pending.')
  await ben.hub(['approve', name('newest')])
  await pushed({ m: '2' })
  const mia = await acme.secret('maintainer')
  await server.fetch(mia, 'PUT', `/${acme.slug}/models/forest/aliases/production`, { version: 1 })
  for (const word of ['v1', '1', 'latest', 'production'])
    expect(await ana.json(['versions', name(word)])).toMatchObject({ version: 1 })
  expect((await ana.hub(['versions', name('staging')])).exitCode).toBe(5)
  const actions = (await acme.events()).map(({ action }) => action)
  expect(actions).toContain('version.approve')
  expect(actions).not.toContain('version.use')
})

describe('lists', () => {
  it('show models, versions and runs', async () => {
    expect((await ana.hub(['models'])).out).toBe('There is no model yet. hub push makes one.\n')
    await pushed({ m: '1' }, '--metric', 'acc=0.123456789')
    await pushed({ m: '2' })
    expect((await ana.hub(['models'])).out).toMatch(/^MODEL.*\nforest +v2 pending/)
    expect((await ana.hub(['versions', 'forest'])).out).toMatch(
      /^VERSION.*\nv2 +pending.*\nv1 +pending +acc=0.123457/,
    )
    const { items } = await ana.json<{ items: unknown[] }>(['versions', 'forest', '--limit', '1'])
    expect(items).toHaveLength(1)
    expect((await ana.hub(['versions', 'none'])).exitCode).toBe(5)
    expect((await ana.hub(['runs'])).out).toBe(
      'There is no such run yet. hub run STEP makes one.\n',
    )
  })

  it('narrow the runs by what is asked, and one that goes on is asked to stop', async () => {
    const org = acme.slug
    const who = acme.as('contributor')
    const project = await projectOf(who, org, 'listed')
    await createRun(who, { org, project, step: 'train', tags: ['wide'] })
    await createRun(who, { org, project, step: 'evaluate' })
    const uris = async (...words: string[]) => {
      const { items } = await ana.json<{ items: { uri: string }[] }>(['runs', ...words])
      return items.map(({ uri }) => uri)
    }
    expect(await uris('--project', project)).toEqual(['run://listed/2', 'run://listed/1'])
    expect(await uris('--tag', 'wide', '--person', 'me')).toEqual(['run://listed/1'])
    expect(await uris('--step', 'evaluate', '--search', 'valu')).toEqual(['run://listed/2'])
    expect(await uris('--alerts')).toEqual([])
    expect((await ana.hub(['runs', '--since', 'soon'])).exitCode).toBe(2)
    expect(await ana.hub(['stop', 'run://listed/2', '-m', 'enough'])).toEqual({
      exitCode: 0,
      out: 'run://listed/2 was asked to stop\n',
      err: '',
    })
    expect((await ana.hub(['stop', 'run://listed/2'])).exitCode).toBe(6)
    expect((await ana.hub(['stop', 'run://listed/9'])).exitCode).toBe(5)
    expect((await ana.hub(['stop', 'model://x/v1'])).exitCode).toBe(2)
  })
})

describe('hub login', () => {
  it('saves a token that works, from the option or from stdin, and never shows it', async () => {
    for (const words of [['--token', ana.token], []]) {
      const { terminal, out, err } = terminalOf()
      const home = folderWith()
      const stdin = Object.assign(Readable.from([`${ana.token}\n`]), { isTTY: false })
      const surroundings = surroundingsOf(terminal, {
        env: { HOME: home },
        // A stream is all that is used of it here.
        stdin: stdin as unknown as NodeJS.ReadStream,
      })
      expect(await callHub(['login', server.url, ...words], surroundings)).toBe(0)
      const path = join(home, '.config/model-hub/config.json')
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ org: acme.slug })
      expect(await callHub(['me'], surroundings)).toBe(0)
      const said = out() + err()
      expect(said).toContain(`Signed in to ${acme.slug}`)
      expect(said).not.toContain(ana.token)
    }
  })

  it('saves nothing that does not', async () => {
    const home = folderWith()
    const { terminal, err } = terminalOf()
    const surroundings = surroundingsOf(terminal, { env: { HOME: home } })
    expect(await callHub(['login', server.url, '--token', 'hub_wrong'], surroundings)).toBe(3)
    expect(existsSync(join(home, '.config'))).toBe(false)
    expect(err()).not.toContain('hub_wrong')
  })

  it('tells an expired and a revoked token', async () => {
    const at = new Date(Date.now() - 1000)
    for (const facts of [{ expiresAt: at }, { revokedAt: at }]) {
      const user = new User(server.url, await acme.secret('contributor', facts))
      expect((await user.hub(['me'])).exitCode).toBe(3)
    }
  })
})

it('shows nothing of another organization', async () => {
  await pushed({ m: '1' })
  const other = new User(server.url, await (await hub.organization()).secret('admin'))
  for (const words of [
    ['versions', 'forest'],
    ['resolve', `model://${acme.slug}/forest/v1`],
    ['pull', `model://${acme.slug}/forest/v1`],
    ['versions', `model://${acme.slug}/forest/v1`],
  ])
    expect([words, (await other.hub(words)).exitCode]).toEqual([words, 5])
})

describe('hub version', () => {
  it('shows both versions without a token, and says nothing more while they are the same', async () => {
    const stranger = await ana.hub(['version'], { env: { HUB_TOKEN: undefined } })
    expect(stranger).toMatchObject({ exitCode: 0, err: '' })
    expect(stranger.out).toMatch(/^hub (\S+)\nModel Hub \1 \(schema \d{4}_\w+\) at http:\S+\n$/)
  })
})
