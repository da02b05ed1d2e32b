import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../actor'
import { moveAlias } from '../aliases/move'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf } from '../testing/registry'
import { archiveMany } from './archive-many'
import { chosenVersions } from './chosen'
import { approveVersion } from './decide'
import { decideMany } from './decide-many'
import { deleteVersion } from './life'
import { withReceipts } from './receipts'
import { registerVersion } from './register'
import { tagMany } from './tag-many'

const zeros = '0'.repeat(64)

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

/** A model with pending versions, and their URIs. */
async function sweep(model: string, count: number, tags: string[] = []): Promise<string[]> {
  const org = acme.slug
  await modelOf(acme.as('contributor'), org, model)
  for (let number = 1; number <= count; number++)
    await registerVersion(acme.as('contributor'), { org, model, tags, metrics: { f1: number } })
  return Array.from({ length: count }, (_, at) => `model://${model}/v${at + 1}`)
}

const approve = (model: string, version: number) =>
  approveVersion(acme.as('approver'), { org: acme.slug, model, version })

async function eventsOn(model: string, action: string) {
  const events = await acme.events()
  return events.filter(
    (event) => event.subject.uri.startsWith(`model://${model}/v`) && event.action === action,
  )
}

describe('tagging several versions', () => {
  const tag = (
    role: 'contributor' | 'auditor',
    versions: string[],
    add: string[],
    remove: string[],
  ) => tagMany(acme.as(role), { org: acme.slug, versions, add, remove })

  it('adds and removes tags, keeps the others, and records an edit of each', async () => {
    const uris = await sweep('tagged', 3, ['old', 'kept'])
    const { results } = await tag('contributor', uris, ['best'], ['old', 'never-there'])
    expect(results).toEqual(uris.map((uri) => ({ uri, ok: true, state: 'pending' })))
    const events = await eventsOn('tagged', 'version.update')
    expect(events.map(({ after }) => after?.tags)).toEqual(uris.map(() => ['kept', 'best']))
  })

  it('says of which nothing had to change, and changes nothing of those', async () => {
    const [first = '', second = ''] = await sweep('twice', 2)
    await tag('contributor', [first], ['best'], [])
    const { results } = await tag('contributor', [first, second], ['best'], [])
    expect(results).toMatchObject([
      { ok: false, error: { code: 'conflict', message: 'v1 has its tags like that already.' } },
      { ok: true },
    ])
    expect(await eventsOn('twice', 'version.update')).toHaveLength(2)
  })

  it('is refused version by version, and recorded', async () => {
    const uris = await sweep('foreign', 2)
    const { results } = await tag('auditor', uris, ['best'], [])
    expect(results.map(({ error }) => error?.code)).toEqual(['forbidden', 'forbidden'])
    const events = await eventsOn('foreign', 'version.update')
    expect(events.map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
  })

  it('keeps what two people add at the same time', async () => {
    const uris = await sweep('both', 4)
    const answers = await Promise.all([
      tag('contributor', uris, ['left'], []),
      tag('contributor', uris, ['right'], []),
    ])
    expect(answers.flatMap(({ results }) => results).filter(({ ok }) => !ok)).toEqual([])
    for (const uri of uris) {
      const events = await eventsOn('both', 'version.update')
      const last = events.filter(({ subject }) => subject.uri === uri).at(-1)
      expect([...((last?.after?.tags as string[]) ?? [])].sort()).toEqual(['left', 'right'])
    }
  })

  it('leaves alone what has another content than it is pinned to', async () => {
    const [first = ''] = await sweep('other', 1)
    const { results } = await tag('contributor', [`${first}@sha256:${zeros}`], ['best'], [])
    expect(results).toMatchObject([{ ok: false, error: { code: 'digest_mismatch' } }])
    expect(await eventsOn('other', 'version.update')).toEqual([])
  })

  it('keeps to fifty tags for each', async () => {
    const [first = ''] = await sweep('full', 1)
    const many = Array.from({ length: 50 }, (_, at) => `t${at}`)
    await tag('contributor', [first], many, [])
    const { results } = await tag('contributor', [first], ['one-more'], [])
    expect(results[0]?.error?.message).toBe('v1 would have 51 tags; 50 are the most.')
  })

  it.each([
    ['no tag', ['model://bad/v1'], [], [], 'add'],
    ['a tag to add and to remove', ['model://bad/v1'], ['a'], ['a'], 'remove'],
    ['a version twice', ['model://bad/v1', 'model://bad/1'], ['a'], [], 'versions.1'],
    ['an alias', ['model://bad/prod'], ['a'], [], 'versions.0'],
    ['no version', [], ['a'], [], 'versions'],
  ])('takes no request with %s', async (_, versions, add, remove, field) => {
    await expect(tag('contributor', versions, add, remove)).rejects.toMatchObject({
      kind: 'invalid',
      fields: { [field]: expect.any(String) },
    })
  })
})

describe('archiving several versions', () => {
  const archive = (versions: string[], force = false, role: Role = 'maintainer') =>
    archiveMany(acme.as(role), { org: acme.slug, versions, note: 'Sweep is over', force })

  it('puts away what nothing leads to, and says what leads to the others', async () => {
    const uris = await sweep('away', 3)
    await approve('away', 2)
    const at = { org: acme.slug, model: 'away', alias: 'prod', version: 3 }
    await moveAlias(acme.as('maintainer'), at)
    const { results } = await archive(uris)
    expect(results.map(({ ok, error }) => [ok, error?.code])).toEqual([
      [true, undefined],
      [false, 'held'],
      [false, 'held'],
    ])
    expect(await eventsOn('away', 'version.archive')).toMatchObject([
      { outcome: 'done', note: 'Sweep is over', subject: { uri: uris[0] } },
    ])
    const forced = await archive(uris.slice(1), true)
    expect(forced.results.every(({ ok }) => ok)).toBe(true)
  })

  it('is refused version by version, and recorded', async () => {
    const uris = await sweep('not-yours', 2)
    const { results } = await archive(uris, false, 'reader')
    expect(results.map(({ error }) => error?.code)).toEqual(['forbidden', 'forbidden'])
    const events = await eventsOn('not-yours', 'version.archive')
    expect(events.map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
  })

  it('puts each away once when it is asked for twice at the same time', async () => {
    const uris = await sweep('at-once', 6)
    const answers = await Promise.all([archive(uris), archive(uris)])
    for (const at of uris.keys()) {
      const both = answers.map(({ results }) => results[at])
      expect(both.map((result) => result?.error?.code ?? 'done').sort()).toEqual([
        'conflict',
        'done',
      ])
    }
    expect(await eventsOn('at-once', 'version.archive')).toHaveLength(6)
  })

  it('leaves alone what has another content than it is pinned to', async () => {
    const [first = ''] = await sweep('pinned', 1)
    const { results } = await archive([`${first}@sha256:${zeros}`])
    expect(results).toMatchObject([{ ok: false, error: { code: 'digest_mismatch' } }])
    expect(await eventsOn('pinned', 'version.archive')).toEqual([])
  })

  it.each([
    ['a version twice', ['model://bad/v1', 'model://bad/1'], 'versions.1'],
    ['an alias', ['model://bad/prod'], 'versions.0'],
    ['a name that moves', ['model://bad/latest'], 'versions.0'],
    ['no version', [], 'versions'],
    ['more than 200', Array.from({ length: 201 }, (_, at) => `model://bad/v${at + 1}`), 'versions'],
  ])('takes no request with %s', async (_, versions, field) => {
    await expect(archive(versions)).rejects.toMatchObject({
      kind: 'invalid',
      fields: { [field]: expect.any(String) },
    })
  })
})

describe('chosen versions', () => {
  const choose = (role: 'approver' | 'contributor' | 'admin', uris: string[]) =>
    chosenVersions(acme.as(role), { org: acme.slug, uris })

  it('come in the order asked for, with what they would replace', async () => {
    const [first = '', second = '', third = ''] = await sweep('picked', 3)
    await approve('picked', 2)
    const found = await choose('approver', [third, first, second])
    expect(found.versions.map(({ uri }) => uri)).toEqual([third, first, second])
    expect(found.models).toEqual([
      {
        slug: 'picked',
        name: 'picked',
        current: { version: 2, metrics: { f1: 2 } },
        approved: [2],
      },
    ])
    expect(found.meanings).toMatchObject({ f1: { direction: 'higher' } })
  })

  it('say what the caller may do to each, and why not', async () => {
    const [first = ''] = await sweep('abilities', 1)
    const [approver] = (await choose('approver', [first])).versions
    expect(approver?.abilities).toMatchObject({ approve: { ok: true }, update: { ok: false } })
    const [registrant] = (await choose('contributor', [first])).versions
    expect(registrant?.abilities).toMatchObject({ approve: { ok: false }, update: { ok: true } })
  })

  it('leave out, with a sentence, what is not there, not to be seen or not named well', async () => {
    const [first = '', second = ''] = await sweep('partly', 2)
    await deleteVersion(acme.as('maintainer'), { org: acme.slug, model: 'partly', version: 2 })
    await modelOf(acme.as('maintainer'), acme.slug, 'secret')
    const hidden = { org: acme.slug, model: 'secret' }
    await registerVersion(acme.as('maintainer'), hidden)
    await updateModel(acme.as('maintainer'), { ...hidden, accessMode: 'restricted' })
    const uris = [first, second, 'model://secret/v1', 'model://partly/latest', 'model://partly/1']
    const found = await choose('approver', uris)
    expect(found.versions.map(({ uri }) => uri)).toEqual([first])
    expect(found.missing.map(({ uri }) => uri).sort()).toEqual(uris.slice(1, 4).sort())
    expect(JSON.stringify(found.missing)).toContain('Name the version by its number')
  })

  it('are found by an earlier name of their model, and held to the content they are pinned to', async () => {
    await sweep('former', 1)
    await updateModel(acme.as('maintainer'), { org: acme.slug, model: 'former', slug: 'latter' })
    const pinned = `model://former/v1@sha256:${zeros}`
    const found = await choose('approver', [pinned])
    expect(found.versions).toMatchObject([
      { uri: 'model://latter/v1', asked: pinned, blocked: expect.stringContaining('content') },
    ])
    expect(found.models).toMatchObject([{ slug: 'latter' }])
  })

  it('cost as many queries however many they are', async () => {
    const few = await sweep('few', 2)
    const many = [...few, ...(await sweep('more', 20)), ...(await sweep('others', 20))]
    const asked = await queriesOf(() => choose('approver', few))
    expect(await queriesOf(() => choose('approver', many))).toBe(asked)
  })
})

describe('the receipts of several decisions', () => {
  it('are had in as many queries whatever their number', async () => {
    const uris = await sweep('proven', 8)
    const decisions = uris.map((uri) => ({ uri, decision: 'approve' as const }))
    const { results } = await decideMany(acme.as('approver'), { org: acme.slug, decisions })
    const proven = await withReceipts(acme.slug, { results })
    const indexes = proven.results.map(({ receipt }) => receipt?.index)
    expect(new Set(indexes).size).toBe(8)
    const queries = (some: typeof results) =>
      queriesOf(() => withReceipts(acme.slug, { results: some }))
    expect(await queries(results)).toBe(await queries(results.slice(0, 1)))
  })
})
