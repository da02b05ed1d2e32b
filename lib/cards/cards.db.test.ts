import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { createModel } from '../models/create'
import { getModel } from '../models/queries'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf } from '../testing/registry'
import { compareCards } from './compare'
import { getCard, getCardRevision, listCardRevisions } from './queries'
import { previewCard, restoreCard, updateCard } from './update'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx
let rita: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  ana = acme.as('contributor')
  rita = acme.as('reader')
})
afterAll(() => hub.close())

const of = (model: string) => ({ org: acme.slug, model })
const lastEvent = async () => (await acme.events()).at(-1)
const use = { category: '', title: 'Intended use', body: 'Sorting mail.' }
const rows = { category: 'Data', title: 'Rows', body: '344, by hand.' }

/** A model whose card has these blocks. */
async function carded(slug: string, ...blocks: (typeof use)[]) {
  await modelOf(acme.as('maintainer'), acme.slug, slug)
  return updateCard(ana, { ...of(slug), blocks })
}

describe('writing a card', () => {
  it('keeps the blocks, and tells them as the description of the model', async () => {
    const { revision, blocks } = await carded('written', use, rows)
    expect(revision).toBe(1)
    expect(await getCard(rita, of('written'))).toEqual({ revision, blocks })
    expect((await getModel(rita, of('written'))).description).toBe(
      '## Intended use\n\nSorting mail.\n\n# Data\n\n## Rows\n\n344, by hand.',
    )
  })

  it('records which revision came of which, and what became of which block', async () => {
    const { blocks } = await carded('recorded', use, rows)
    const [first, second] = blocks
    if (!first || !second) throw new Error('Two blocks were written.')
    const again = [{ ...second, body: '345.' }, first, { title: 'Limits', body: 'None known.' }]
    await updateCard(ana, { ...of('recorded'), blocks: again })
    expect(await lastEvent()).toMatchObject({
      action: 'card.update',
      subject: { uri: 'model://recorded/' },
      before: { revision: 1, digest: expect.stringMatching(/^sha256:/) },
      after: { revision: 2, added: ['Limits'], changed: ['Rows'], moved: true },
    })
    const { blocks: now } = await getCard(rita, of('recorded'))
    expect(now.map(({ id }) => id).slice(0, 2)).toEqual([second.id, first.id])
  })

  it('that says what it says already makes no revision', async () => {
    const { blocks } = await carded('same', use)
    expect(await updateCard(ana, { ...of('same'), blocks })).toEqual({ revision: 1, blocks })
    expect((await listCardRevisions(rita, of('same'))).items).toHaveLength(1)
  })

  it('is for contributors, and the refusal is recorded', async () => {
    await carded('guarded', use)
    for (const ctx of [rita, acme.as('auditor'), acme.as('approver')])
      await expect(updateCard(ctx, { ...of('guarded'), blocks: [] })).rejects.toMatchObject({
        kind: 'forbidden',
        message: expect.stringContaining('Needs the contributor role.'),
      })
    expect(await lastEvent()).toMatchObject({ action: 'card.update', outcome: 'refused' })
    expect((await getCard(rita, of('guarded'))).blocks).toHaveLength(1)
  })

  it('of a model that one does not see finds nothing', async () => {
    await carded('unseen', use)
    await updateModel(acme.as('maintainer'), { ...of('unseen'), accessMode: 'restricted' })
    const tries = [
      () => getCard(rita, of('unseen')),
      () => listCardRevisions(rita, of('unseen')),
      () => getCardRevision(rita, { ...of('unseen'), revision: 1 }),
      () => updateCard(rita, { ...of('unseen'), blocks: [] }),
      () => restoreCard(rita, { ...of('unseen'), revision: 1 }),
    ]
    for (const attempt of tries)
      await expect(attempt()).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('refuses what is no card, says why, and changes nothing', async () => {
    const { blocks } = await carded('strict', use)
    const [id] = blocks.map((block) => block.id)
    const wrong: [object[], string][] = [
      [[{ title: ' ', body: 'x' }], 'Give it a title.'],
      [[{ title: 'a\nb', body: 'x' }], 'It is a single line.'],
      [[{ ...use, id: 'mine' }], 'The id of a block is one that the card gave it.'],
      [
        [
          { ...use, id },
          { ...rows, id },
        ],
        'Two blocks have the same id.',
      ],
      [Array.from({ length: 51 }, () => use), 'A card has at most 50 blocks.'],
      [[{ ...use, body: 'x'.repeat(100_001) }], 'At most 100000 characters.'],
      [Array.from({ length: 3 }, () => ({ ...use, body: 'x'.repeat(40_000) })), 'at most 100000'],
      [[{ ...use, body: 'a\0b' }], 'No NUL characters.'],
    ]
    for (const [bad, sentence] of wrong)
      await expect(
        updateCard(ana, { ...of('strict'), blocks: bad as (typeof use)[] }),
      ).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining(sentence) })
    expect(await getCard(rita, of('strict'))).toEqual({ revision: 1, blocks })
  })

  it('can be looked at first, by whoever may do it', async () => {
    await carded('looked-at', use)
    const seen = await previewCard(ana, { ...of('looked-at'), blocks: [rows] })
    expect(seen).toMatchObject({ revision: 1, blocks: [rows] })
    expect((await getCard(rita, of('looked-at'))).blocks).toMatchObject([use])
    await expect(previewCard(rita, { ...of('looked-at'), blocks: [] })).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })
})

describe('two editors at once', () => {
  it('do not overwrite each other: the later is told which revision there is', async () => {
    const { blocks } = await carded('busy', use)
    const write = (body: string) =>
      updateCard(ana, { ...of('busy'), expected: 1, blocks: [{ ...use, body }] })
    const both = await Promise.allSettled([write('Mine.'), write('Yours.')])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = both.find((one) => one.status === 'rejected')
    expect(lost?.reason).toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('it is at revision 2'),
      details: { revision: 2 },
    })
    await updateCard(ana, { ...of('busy'), expected: 2, blocks })
    expect(await getCard(rita, of('busy'))).toEqual({ revision: 3, blocks })
  })

  it('without saying what they wrote on are taken in turn, and nothing is lost', async () => {
    await carded('turns', use)
    const bodies = ['a', 'b', 'c', 'd']
    await Promise.all(
      bodies.map((body) => updateCard(ana, { ...of('turns'), blocks: [{ ...use, body }] })),
    )
    const { items } = await listCardRevisions(rita, of('turns'))
    expect(items.map(({ revision }) => revision)).toEqual([5, 4, 3, 2, 1])
  })
})

describe('the revisions of a card', () => {
  it('say who wrote them, when, by which door, and what they were', async () => {
    await carded('history', use)
    const token = await acme.token('contributor')
    await updateCard(token, { ...of('history'), blocks: [use, rows] })
    const { items, nextCursor } = await listCardRevisions(rita, { ...of('history'), limit: 1 })
    expect(items).toMatchObject([
      {
        revision: 2,
        titles: ['Intended use', 'Rows'],
        by: { kind: 'token', name: 'contributor token (token of Ana)' },
        via: 'api',
        restores: null,
      },
    ])
    const next = await listCardRevisions(rita, { ...of('history'), cursor: nextCursor ?? '' })
    expect(next).toMatchObject({
      items: [{ revision: 1, titles: ['Intended use'], by: { name: 'Ana' }, via: 'web' }],
      nextCursor: null,
    })
    expect(await getCardRevision(rita, { ...of('history'), revision: 1 })).toMatchObject({
      revision: 1,
      blocks: [use],
    })
    const absent = getCardRevision(rita, { ...of('history'), revision: 9 })
    await expect(absent).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('come back as new ones', async () => {
    const first = await carded('back', use)
    await updateCard(ana, { ...of('back'), blocks: [rows] })
    const restored = await restoreCard(ana, { ...of('back'), revision: 1 })
    expect(restored).toEqual({ revision: 3, blocks: first.blocks })
    expect(await lastEvent()).toMatchObject({
      action: 'card.update',
      before: { revision: 2 },
      after: { revision: 3, restores: 1, added: ['Intended use'], removed: ['Rows'] },
    })
    const { items } = await listCardRevisions(rita, of('back'))
    expect(items.map(({ restores }) => restores)).toEqual([1, null, null])
    expect((await getModel(rita, of('back'))).description).toContain('Sorting mail.')
  })

  it('come back only where that changes something, and by who may write', async () => {
    await carded('stays', use)
    const restore = (ctx: Ctx, revision: number, expected?: number) =>
      restoreCard(ctx, { ...of('stays'), revision, expected })
    await expect(restore(ana, 1)).rejects.toMatchObject({ kind: 'conflict' })
    await expect(restore(ana, 7)).rejects.toMatchObject({ kind: 'not_found' })
    await updateCard(ana, { ...of('stays'), blocks: [] })
    await expect(restore(ana, 1, 1)).rejects.toMatchObject({
      kind: 'conflict',
      details: { revision: 2 },
    })
    await expect(restore(rita, 1)).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await lastEvent()).toMatchObject({ action: 'card.update', outcome: 'refused' })
  })
})

describe('the difference between two revisions', () => {
  it('is told line by line, with what stands around, also against nothing', async () => {
    await carded('differs', use, rows)
    const { blocks } = await getCard(rita, of('differs'))
    const edited = blocks.map((block) => ({ ...block, body: block.body.replace('344', '345') }))
    await updateCard(ana, { ...of('differs'), blocks: edited })
    const { hunks, more } = await compareCards(rita, { ...of('differs'), from: 1, to: 2 })
    expect(hunks.flatMap(({ lines }) => lines).filter(({ sign }) => sign !== ' ')).toEqual([
      { sign: '-', text: '344, by hand.' },
      { sign: '+', text: '345, by hand.' },
    ])
    expect(hunks[0]?.lines[0]).toMatchObject({ sign: ' ' })
    expect(more).toBe(0)
    const whole = await compareCards(rita, { ...of('differs'), from: 0, to: 1 })
    expect(whole.hunks[0]?.lines[0]).toEqual({ sign: '+', text: '## Intended use' })
    const none = compareCards(rita, { ...of('differs'), from: 1, to: 9 })
    await expect(none).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('of cards that differ in many places is told as far as anybody reads', async () => {
    const lines = (change: string) =>
      Array.from({ length: 6000 }, (_, at) => (at % 20 ? `${at}` : `${at}${change}`)).join('\n')
    await carded('dotted', { ...use, body: lines('') })
    await updateCard(ana, { ...of('dotted'), blocks: [{ ...use, body: lines('!') }] })
    const { hunks, more } = await compareCards(rita, { ...of('dotted'), from: 1, to: 2 })
    expect(hunks.flatMap((hunk) => hunk.lines)).toHaveLength(2000)
    expect(more).toBeGreaterThan(200)
  })

  it('of long cards that have nothing in common does not keep anybody waiting', async () => {
    const lines = (word: string) =>
      Array.from({ length: 8000 }, (_, at) => `${word} ${at}`).join('\n')
    await carded('apart', { ...use, body: lines('a') })
    await updateCard(ana, { ...of('apart'), blocks: [{ ...use, body: lines('b') }] })
    const { hunks, more } = await compareCards(rita, { ...of('apart'), from: 1, to: 2 })
    expect(hunks).toHaveLength(1)
    expect(hunks[0]?.lines).toHaveLength(2000)
    expect(more).toBeGreaterThan(14_000)
  })
})

describe('a description', () => {
  it('given when a model is made is its first revision', async () => {
    await createModel(ana, { org: acme.slug, name: 'Told', description: 'Who leaves.' })
    expect(await getCard(rita, of('told'))).toMatchObject({
      revision: 1,
      blocks: [{ category: '', title: 'Overview', body: 'Who leaves.' }],
    })
    expect(await lastEvent()).toMatchObject({
      action: 'model.create',
      after: { card: { revision: 1, added: ['Overview'] } },
    })
    expect((await listCardRevisions(rita, of('told'))).items).toMatchObject([{ via: 'web' }])
  })

  it('given later puts one block in place of all, and can be undone', async () => {
    await carded('replaced', use, rows)
    await updateModel(ana, { ...of('replaced'), description: 'In\r\nshort.' })
    const { blocks, revision } = await getCard(rita, of('replaced'))
    expect(blocks).toMatchObject([{ title: 'Overview', body: 'In\nshort.' }])
    expect(revision).toBe(2)
    expect(await lastEvent()).toMatchObject({
      action: 'model.update',
      before: { card: { revision: 1 } },
      after: {
        card: { revision: 2, added: ['Overview'], removed: ['Intended use', 'Rows'] },
      },
    })
    await updateModel(ana, { ...of('replaced'), description: '' })
    expect(await getCard(rita, of('replaced'))).toEqual({ revision: 3, blocks: [] })
    await restoreCard(ana, { ...of('replaced'), revision: 1 })
    expect((await getCard(rita, of('replaced'))).blocks).toMatchObject([use, rows])
  })

  it('sent back as it was read leaves the blocks as they are', async () => {
    await carded('echoed', use, rows)
    const { description } = await getModel(ana, of('echoed'))
    await updateModel(ana, { ...of('echoed'), description, tags: ['a'] })
    expect(await getCard(rita, of('echoed'))).toMatchObject({ revision: 1, blocks: [use, rows] })
  })
})
