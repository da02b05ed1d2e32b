import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { updateCard } from '../cards/update'
import { systemContext } from '../context'
import { purgeDeleted } from '../life/purge/deleted'
import { daysOn } from '../life/testing'
import { createModel } from '../models/create'
import { archiveModel, deleteModel } from '../models/life'
import { updateModel } from '../models/update'
import { system } from '../system'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, rejectVersion, withdrawVersion } from '../versions/decide'
import { archiveVersion, deleteVersion, restoreVersion } from '../versions/life'
import { registerVersion } from '../versions/register'
import { updateVersion } from '../versions/update'
import { sweepVocabulary, sweepWords } from './sweep'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const mia = () => acme.as('maintainer')
const ben = () => acme.as('approver')
const org = () => acme.slug

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

async function rows<T extends Record<string, unknown>>(query: ReturnType<typeof sql>) {
  return (await database().read.execute<T>(query)).rows
}

describe('the newest and the latest version of a model', () => {
  /** The numbers of both, as the row of the model has them. */
  async function pointed(model: string) {
    const [found] = await rows<{ newest: number | null; latest: number | null }>(sql`
      select n.number as newest, l.number as latest from models m
      left join versions n on n.id = m.newest_version_id
      left join versions l on l.id = m.latest_version_id
      where m.slug = ${model} and m.organization_id = ${acme.id}`)
    return [found?.newest ?? null, found?.latest ?? null]
  }

  it('are none before the first', async () => {
    await modelOf(ana(), org(), 'empty')
    expect(await pointed('empty')).toEqual([null, null])
  })

  it('follow every registration, decision and change of life', async () => {
    const model = 'moving'
    await modelOf(ana(), org(), model)
    const of = (version: number) => ({ org: org(), model, version })
    const steps: [string, () => Promise<unknown>, [number | null, number | null]][] = [
      ['register v1', () => registered(ana(), org(), { model }), [1, null]],
      ['approve v1', () => approveVersion(ben(), of(1)), [1, 1]],
      ['register v2', () => registered(ana(), org(), { model }), [2, 1]],
      ['register v3', () => registered(ana(), org(), { model }), [3, 1]],
      ['approve v3', () => approveVersion(ben(), of(3)), [3, 3]],
      ['approve v2', () => approveVersion(ben(), of(2)), [3, 3]],
      ['reject v3', () => rejectVersion(ben(), { ...of(3), note: 'no' }), [3, 2]],
      ['withdraw v2', () => withdrawVersion(ben(), { ...of(2), note: 'no' }), [3, 1]],
      ['archive v3', () => archiveVersion(mia(), of(3)), [2, 1]],
      ['restore v3', () => restoreVersion(mia(), of(3)), [3, 1]],
      ['delete v3', () => deleteVersion(mia(), of(3)), [2, 1]],
      ['archive v1', () => archiveVersion(mia(), { ...of(1), force: true }), [2, null]],
      ['delete v2', () => deleteVersion(mia(), of(2)), [null, null]],
      ['restore v1', () => restoreVersion(mia(), of(1)), [1, 1]],
      ['restore v2', () => restoreVersion(mia(), of(2)), [2, 1]],
      ['archive the model', () => archiveModel(mia(), { org: org(), model, force: true }), [2, 1]],
    ]
    for (const [step, act, both] of steps) {
      await act()
      expect([step, ...(await pointed(model))]).toEqual([step, ...both])
    }
  })

  it('are right after many registrations and approvals at once', async () => {
    const model = 'crowded'
    await modelOf(ana(), org(), model)
    const register = () => registerVersion(ana(), { org: org(), model })
    await Promise.all(Array.from({ length: 12 }, register))
    expect(await pointed(model)).toEqual([12, null])
    const of = (version: number) => ({ org: org(), model, version })
    await Promise.all([
      ...[3, 9, 7, 11, 2].map((version) => approveVersion(ben(), of(version))),
      ...[12, 10].map((version) => archiveVersion(mia(), of(version))),
      ...Array.from({ length: 4 }, register),
    ])
    expect(await pointed(model)).toEqual([16, 11])
    await Promise.all([
      rejectVersion(ben(), { ...of(11), note: 'no' }),
      deleteVersion(mia(), of(16)),
      deleteVersion(mia(), { ...of(9), force: true }),
    ])
    expect(await pointed(model)).toEqual([15, 7])
  })
})

describe('the words of a document', () => {
  const wordsOf = async (kind: 'models' | 'versions', where: ReturnType<typeof sql>) => {
    const [found] = await rows<{ words: string[] }>(sql`
      select tsvector_to_array(d.words) as words from search_documents d
      join ${sql.raw(kind)} t on t.id = d.id where ${where} and t.organization_id = ${acme.id}`)
    return found?.words.sort()
  }
  const ofModel = (slug: string) => wordsOf('models', sql`t.slug = ${slug}`)

  it('are those of name, slug, card and tags of a model, through every edit', async () => {
    const model = 'spoken'
    await createModel(ana(), { org: org(), name: 'Spoken Word', slug: model, tags: ['a/b_c'] })
    expect(await ofModel(model)).toEqual(['a', 'b', 'c', 'spoken', 'word'])
    await updateModel(mia(), { org: org(), model, name: 'Sung', tags: ['loud'] })
    expect(await ofModel(model)).toEqual(['loud', 'spoken', 'sung'])
    const block = { category: '', title: 'Use', body: 'For *quiet* rooms.' }
    await updateCard(ana(), { org: org(), model, blocks: [block] })
    expect(await ofModel(model)).toEqual(
      expect.arrayContaining(['for', 'loud', 'quiet', 'rooms', 'spoken', 'sung']),
    )
    await updateModel(mia(), { org: org(), model, slug: 'hummed' })
    expect(await ofModel('hummed')).toContain('hummed')
    await updateCard(ana(), { org: org(), model, blocks: [] })
    expect(await ofModel('hummed')).not.toContain('quiet')
  })

  it('are those of note and tags of a version, and stay in the vocabulary', async () => {
    const model = 'noted'
    await modelOf(ana(), org(), model)
    await registerVersion(ana(), { org: org(), model })
    const words = () =>
      wordsOf('versions', sql`t.model_id = (select id from models where slug = ${model})`)
    expect(await words()).toBeUndefined()
    const at = { org: org(), model, version: 1 }
    await updateVersion(ana(), { ...at, note: 'Zebra-striped', tags: ['okapi'] })
    expect(await words()).toEqual(['okapi', 'striped', 'zebra'])
    await updateVersion(ana(), { ...at, note: '', tags: [] })
    expect(await words()).toEqual([])
    const known = await rows(sql`select word from search_words
      where organization_id = ${acme.id} and word in ('zebra', 'okapi', 'striped')`)
    expect(known).toHaveLength(3)
  })

  it('come into the vocabulary from the first 2,000 of a text, beginning with the name', async () => {
    const letters = (at: number) =>
      [...`${1000 + at}`].map((digit) => 'klmnopqrst'[Number(digit)]).join('')
    const words = Array.from({ length: 2500 }, (_, at) => `jj${letters(at)}`)
    const known = async () => {
      const found = await rows<{ word: string }>(sql`select word from search_words
        where organization_id = ${acme.id} and word like 'jj%'`)
      return found.map(({ word }) => word)
    }
    const model = 'jjverbosemodel'
    const description = words.join(' ')
    await createModel(ana(), { org: org(), name: model, slug: model, description })
    const kept = await known()
    expect(kept).toHaveLength(2000)
    expect(kept).toEqual(expect.arrayContaining([model, ...words.slice(0, 1990)]))
    await updateModel(mia(), { org: org(), model, tags: ['jjtagged'] })
    expect(await known()).toHaveLength(2000)
  })

  it('are gone with what is purged', async () => {
    const model = 'doomed'
    const description = 'A quagga, in short'
    await createModel(ana(), { org: org(), name: 'Quagga', slug: model, description })
    await registerVersion(ana(), { org: org(), model, note: 'the last quagga' })
    const holding = () => rows(sql`select 1 from search_documents where words @@ 'quagga'::tsquery`)
    expect(await holding()).toHaveLength(2)
    await deleteModel(mia(), { org: org(), model, force: true })
    const worker = daysOn(systemContext('worker', { ...arrival(), via: 'worker' }), 60)
    await purgeDeleted(worker, { limit: 500 })
    expect(await holding()).toHaveLength(0)
    const said = sql`select 1 from models m left join card_revisions r on r.model_id = m.id
      where m.organization_id = ${acme.id} and (m.description || r.blocks::text) ilike '%quagga%'`
    expect(await rows(said)).toEqual([])
  })

  it('leave the vocabulary with the last text that held them', async () => {
    const known = async (): Promise<string[]> => {
      const found = await rows<{ word: string }>(sql`select word from search_words
        where organization_id = ${acme.id} and word in ('thylacine', 'auroch') order by word`)
      return found.map(({ word }) => word)
    }
    const description = 'thylacine and auroch'
    await createModel(ana(), { org: org(), name: 'Extinct', slug: 'extinct', description })
    await updateModel(ana(), { org: org(), model: 'extinct', description: 'auroch' })
    expect(await known()).toEqual(['auroch', 'thylacine'])
    await sweepVocabulary(acme.id)
    expect(await known()).toEqual(['auroch'])
    await system((tx) => tx.execute(sql`delete from search_words where word = 'auroch'`))
    await sweepWords(new Date('2030-01-01T10:00:00Z'))
    expect(await known()).toEqual(['auroch'])
    await system((tx) => tx.execute(sql`delete from search_words where word = 'auroch'`))
    await sweepWords(new Date('2030-01-01T23:00:00Z'))
    expect(await known()).toEqual([])
    await sweepWords(new Date('2030-01-02T00:00:00Z'))
    expect(await known()).toEqual(['auroch'])
  })

  it('come from many at once without one waiting for another in a circle', async () => {
    const words = Array.from({ length: 40 }, (_, at) => `burst${'abcdefghij'[at % 10]}${at}`)
    const models = Array.from({ length: 8 }, (_, at) => `burst-${at}`)
    await Promise.all(
      models.map((slug, at) =>
        createModel(ana(), {
          ...{ org: org(), name: slug, slug },
          description: (at % 2 ? words : [...words].reverse()).join(' '),
        }),
      ),
    )
    const known = await rows(sql`select word from search_words
      where organization_id = ${acme.id} and word like 'burst_%'`)
    expect(known).toHaveLength(40)
  })
})
