import { generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemContext } from '../../context'
import { env, setEnv } from '../../env'
import { createProject } from '../../projects/create'
import { arrival, type TestHub, type TestOrganization, testHub } from '../../testing/hub'
import { auditKey, keyFile, openAuditKey, readKey, rereadKey, writeKey } from './key'
import { replaceAuditKey } from './replace-key'
import { sealRound } from './seal'
import { exportText, offline, sealedOrganization } from './testing'
import { verifyLog } from './verify'

let hub: TestHub
let acme: TestOrganization

beforeEach(async () => {
  hub = await testHub()
  rereadKey()
  acme = await sealedOrganization(hub, { events: 3 })
})
afterEach(() => hub.close())

const other = () => generateKeyPairSync('ed25519').privateKey

describe('the key of the log', () => {
  it('is the one that signed so far, or nothing starts', async () => {
    await openAuditKey(hub.appUrl)
    await rm(keyFile())
    await expect(openAuditKey(hub.appUrl)).rejects.toThrow('cannot be read')
    await expect(stat(keyFile())).rejects.toThrow()
    await writeKey(keyFile(), other())
    await expect(openAuditKey(hub.appUrl)).rejects.toThrow(
      /is not the one that signed the audit log so far .*copy the file audit-key\.pem/,
    )
    await rm(keyFile())
    await writeFile(keyFile(), 'no key')
    await expect(openAuditKey(hub.appUrl)).rejects.toThrow('holds no Ed25519 private key')
  })

  it('of another hub signs nothing, and what waits goes on waiting', async () => {
    await createProject(acme.as('maintainer'), { org: acme.slug, name: 'Late', slug: 'late' })
    await expect(sealRound({ key: other() })).rejects.toThrow('is not the one that signed')
    expect(await sealRound()).toMatchObject({ events: 1 })
  })

  it('is not made where the operator names a file', async () => {
    const named = join(hub.dataDir, 'elsewhere.pem')
    setEnv({ ...env(), auditKeyFile: named })
    await expect(openAuditKey(hub.appUrl)).rejects.toThrow(`${named} (ENOENT)`)
    await rename(join(hub.dataDir, 'audit-key.pem'), named)
    await openAuditKey(hub.appUrl)
  })

  it('is agreed on before the first event: of two hubs that start with keys of their own, one does', async () => {
    const fresh = await testHub()
    const dirs = ['one', 'two'].map((name) => join(fresh.dataDir, name))
    await Promise.all(dirs.map((dir) => mkdir(dir)))
    const starts = await Promise.allSettled(
      dirs.map((dataDir) => openAuditKey(fresh.appUrl, { ...env(), dataDir })),
    )
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(starts.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: expect.stringContaining('Replicas share one key') },
    })
    await fresh.close()
  })

  it('is read anew where it was replaced while this process ran', async () => {
    const old = await auditKey()
    const pem = await readFile(keyFile(), 'utf8')
    await replaceAuditKey(systemContext('host', arrival()))
    const replaced = await readFile(keyFile(), 'utf8')
    // What a process that goes on running has in mind.
    await writeFile(keyFile(), pem)
    rereadKey()
    expect(await auditKey()).toEqual(old)
    await writeFile(keyFile(), replaced)
    expect(await verifyLog(acme.id)).toMatchObject({ ok: true, problems: [] })
  })

  it('of another hub is named where the log is verified by it', async () => {
    await rm(keyFile())
    await writeKey(keyFile(), other())
    rereadKey()
    const found = await verifyLog(acme.id)
    expect(found?.problems[0]?.message).toContain('is signed by another key than')
  })

  it('is made once, however many ask at once', async () => {
    const file = join(hub.dataDir, 'fresh.pem')
    const made = await Promise.all(Array.from({ length: 8 }, () => readKey(file, true)))
    const pems = made.map((key) => key.export({ type: 'pkcs8', format: 'pem' }))
    expect(new Set(pems)).toEqual(new Set([await readFile(file, 'utf8')]))
  })
})

describe('a new key', () => {
  it('takes over where the old one ended, and the log says so', async () => {
    const before = await exportText(acme)
    const old = await auditKey()
    const { keptAs, keys } = await replaceAuditKey(systemContext('host', arrival()))
    expect(await readKey(keptAs ?? '', false)).toEqual(old)
    await openAuditKey(hub.appUrl)
    const events = await acme.events()
    const told = events.at(-1)
    expect(told).toMatchObject({ action: 'audit.rekey', after: { key: keys[0] } })
    const after = await exportText(acme)
    expect(await offline(hub, after, '--key', keys[0] ?? '')).toMatchObject({
      code: 0,
      said: expect.stringContaining('signed by another key'),
    })
    expect(await offline(hub, before)).toMatchObject({ code: 0 })
    expect((await verifyLog(acme.id))?.ok).toBe(true)
  })

  it('helps where the old one is lost', async () => {
    await rm(keyFile())
    rereadKey()
    const { keptAs } = await replaceAuditKey(systemContext('host', arrival()))
    expect(keptAs).toBeNull()
    await openAuditKey(hub.appUrl)
    expect((await verifyLog(acme.id))?.ok).toBe(true)
  })
})
