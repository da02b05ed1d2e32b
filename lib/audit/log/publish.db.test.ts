import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { env, setEnv } from '../../env'
import { createProject } from '../../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../../testing/hub'
import { publishDue, publishedNotes } from './publish'
import { sealRound } from './seal'
import { startSequencer } from './sequencer'
import { noteOf, sealedOrganization } from './testing'
import { verifyLog } from './verify'

let hub: TestHub

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

const folderOf = (acme: TestOrganization) => join(env().auditPublish, acme.id)
const latest = (acme: TestOrganization) => readFile(join(folderOf(acme), 'latest'), 'utf8')

async function more(acme: TestOrganization, name: string) {
  await createProject(acme.as('maintainer'), { org: acme.slug, name, slug: name })
  await sealRound()
  await publishDue()
}

describe('publishing', () => {
  it('keeps the newest checkpoint, and behind it every one that there was', async () => {
    const acme = await sealedOrganization(hub, { events: 4 })
    expect(await latest(acme)).toBe(await noteOf(hub, acme))
    const notes = await publishedNotes(acme.id, 100)
    expect(notes.map((note) => Number(note.split('\n')[1]))).toEqual([4, 4, 3, 2, 1])
    expect(notes[0]).toBe(notes[1])
    expect((await readdir(folderOf(acme))).sort()).toEqual(['history', 'latest'])
  })

  it('that fails holds nothing up, and is done later', async () => {
    const acme = await sealedOrganization(hub, { events: 2 })
    const { auditPublish } = env()
    const blocked = join(hub.dataDir, 'blocked')
    await writeFile(blocked, 'a file, no folder')
    setEnv({ ...env(), auditPublish: blocked })
    await more(acme, 'during')
    expect((await noteOf(hub, acme)).split('\n')[1]).toBe('3')
    await rm(blocked)
    await mkdir(blocked)
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] })
    await publishDue()
    vi.useRealTimers()
    expect(await latest(acme)).toBe(await noteOf(hub, acme))
    setEnv({ ...env(), auditPublish })
  })

  it('of a checkpoint that a process left behind is done at the next start', async () => {
    const acme = await sealedOrganization(hub, { events: 2 })
    await rm(folderOf(acme), { recursive: true })
    const stop = startSequencer()
    await vi.waitFor(async () => expect(await latest(acme)).toBe(await noteOf(hub, acme)))
    await stop()
  })

  it('never takes back what was published of a longer log', async () => {
    const acme = await hub.organization()
    const other = await sealedOrganization(hub, { events: 5 })
    const ahead = await noteOf(hub, other)
    await mkdir(folderOf(acme), { recursive: true })
    await writeFile(join(folderOf(acme), 'latest'), ahead)
    await sealRound()
    await more(acme, 'after')
    expect(await latest(acme)).toBe(ahead)
    expect((await verifyLog(acme.id))?.ok).toBe(false)
  })

  it('goes on while the log is verified, and is not taken for a log that was set back', async () => {
    const acme = await sealedOrganization(hub, { events: 2 })
    let done = false
    const writing = (async () => {
      for (let n = 0; n < 40; n++) await more(acme, `meanwhile-${n}`)
      done = true
    })()
    const problems: unknown[] = []
    while (!done) problems.push(...((await verifyLog(acme.id))?.problems ?? []))
    await writing
    expect(problems).toEqual([])
  })
})
