import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventAt, meddle, noteOf, sealedOrganization } from '@/lib/audit/log/testing'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '@/server/testing/server'
import { folderWith } from './testing/folder'
import { User } from './testing/user'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let otto: User
let folder: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})
beforeEach(async () => {
  acme = await sealedOrganization(hub, { events: 6 })
  otto = new User(server.url, await acme.secret('auditor'))
  folder = folderWith({})
})

describe('hub audit verify', () => {
  it('says that the log is as it was sealed, and by which key', async () => {
    const { out, exitCode } = await otto.hub(['audit', 'verify'])
    expect(exitCode).toBe(0)
    expect(out).toContain(
      `Verified: all 6 events of localhost:3000/${acme.id} are as they were sealed.`,
    )
    expect(out).toContain('Compare it with the key that you were given')
    const { publicKey } = await otto.json<{ publicKey: string }>(['audit', 'verify'])
    const given = await otto.hub(['audit', 'verify', '--key', publicKey])
    expect(given.out).toContain('Signed by the key that you gave')
  })

  it('names the event that was altered in SQL, and fails', async () => {
    const id = await eventAt(hub, acme, 3)
    await meddle(hub, `update audit_events set body = replace(body, 'P3', 'P4') where id = $1`, id)
    const { out, exitCode } = await otto.hub(['audit', 'verify'])
    expect(exitCode).toBe(1)
    expect(out).toContain(`NOT VERIFIED.\nEvent 3 was altered (${id}, project.create)`)
    expect(await otto.json(['audit', 'verify'])).toMatchObject({
      ok: false,
      problems: [{ kind: 'altered', index: 3, event: id }],
    })
  })

  it('names what was altered beside the text of an event, which no export shows', async () => {
    const id = await eventAt(hub, acme, 2)
    await meddle(hub, `update audit_events set outcome = 'refused' where id = $1`, id)
    const { out, exitCode } = await otto.hub(['audit', 'verify'])
    expect(exitCode).toBe(1)
    expect(out).toContain(`Event 2 (${id}, project.create)`)
    expect(out).toContain('outcome beside its text was altered')
  })

  it('is for who may read the log', async () => {
    const rita = new User(server.url, await acme.secret('reader'))
    expect((await rita.hub(['audit', 'verify'])).exitCode).toBe(4)
    expect((await rita.hub(['audit', 'export'])).exitCode).toBe(4)
  })

  it.each([
    [['audit'], 'Say what'],
    [['audit', 'forget'], 'Say what'],
    [['audit', 'verify', '--from', '2026-01-01'], 'hub audit export'],
    [['audit', 'export', '--key', 'x'], 'hub audit verify'],
    [['audit', 'export', '--from', 'monday'], 'from'],
  ])('says what is wrong with %j', async (words, said) => {
    const { err, exitCode } = await otto.hub(words)
    expect(exitCode).toBe(2)
    expect(err).toContain(said)
  })
})

describe('hub audit export', () => {
  it('writes a file that is checked without a hub, or on stdout', async () => {
    const file = join(folder, 'all.jsonl')
    expect((await otto.hub(['audit', 'export', '-o', file])).exitCode).toBe(0)
    const kept = join(folder, 'checkpoint')
    await writeFile(kept, await noteOf(hub, acme))
    const nobody = new User('http://127.0.0.1:9', '')
    const words = ['audit', 'verify', '--export', file, '--checkpoint', kept]
    expect(await nobody.hub(words)).toMatchObject({ exitCode: 0 })
    const { out } = await otto.hub(['audit', 'export'])
    expect(out.split('\n')).toHaveLength(8)
    const { err, exitCode } = await otto.hub(['audit', 'export', '-o', file])
    expect([exitCode, err]).toEqual([2, expect.stringContaining('is there already')])
    expect(existsSync(`${file}.part`)).toBe(false)
  })

  it('is told from what it is not', async () => {
    const file = join(folder, 'cut.jsonl')
    await otto.hub(['audit', 'export', '-o', file])
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.slice(0, 2000))
    const { err, exitCode } = await otto.hub(['audit', 'verify', '--export', file])
    expect([exitCode, err]).toEqual([2, expect.stringContaining('It was cut off')])
  })
})
