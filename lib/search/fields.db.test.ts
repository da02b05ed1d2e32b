import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createComment } from '../comments/create'
import { defineField } from '../fields/define'
import { removeField } from '../fields/remove'
import { setFields } from '../fields/set'
import { modelFacets } from '../models/facets'
import { listModels } from '../models/queries'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { searchVersions } from '../versions/search'
import { suggest } from './suggest'
import { on } from './testing'

let hub: TestHub
let acme: TestOrganization
let org: string
const ana = () => on(acme, 'contributor', '2026-03-15')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  org = acme.slug
  const ada = acme.as('admin')
  await defineField(ada, { org, label: 'Risk', kind: 'choice', choices: ['low', 'high'] })
  await defineField(ada, { org, label: 'Cost', kind: 'number' })
  await defineField(ada, { org, label: 'Due', kind: 'date' })
  await defineField(ada, { org, label: 'Steward', kind: 'person' })
  await defineField(ada, { org, label: 'Team', kind: 'text' })
  await defineField(ada, { org, label: 'Gone', kind: 'text' })
  for (const model of ['one', 'two', 'bare']) {
    await modelOf(ana(), org, model)
    await registered(ana(), org, { model })
  }
  const [anaId, miaId] = [acme.personId('contributor'), acme.personId('maintainer')]
  const one = {
    risk: 'high',
    cost: 9,
    due: '2026-04-01',
    steward: anaId,
    team: 'Growth',
    gone: 'x',
  }
  const two = { risk: 'low', cost: 10, due: '2026-03-10', steward: miaId, team: 'Risk' }
  await setFields(ana(), { org, model: 'one', ...one })
  await setFields(ana(), { org, model: 'two', ...two })
  await removeField(ada, { org, key: 'gone' })
  await createComment(ana(), { org, model: 'one', version: 1, body: 'Why?' })
  await createComment(ana(), { org, model: 'two', body: 'How?' })
})
afterAll(() => hub.close())

describe('what an organization’s own fields say', () => {
  it.each<[string, string[]]>([
    ['field.risk:high', ['one']],
    ['field.risk:HIGH,low', ['one', 'two']],
    ['field.risk!=high', ['bare', 'two']],
    ['field.cost>9', ['two']],
    ['field.cost<=9', ['one']],
    ['field.cost:10', ['two']],
    ['field.due>2026-03-20', ['one']],
    ['field.due:2026-03', ['two']],
    ['field.due:2026-03-10', ['two']],
    ['field.steward:me', ['one']],
    ['field.steward:mia', ['two']],
    ['field.team:gro*', ['one']],
    ['field.team:growth', ['one']],
    ['field.team>3', []],
    ['field.gone:x', []],
    ['field.other:x', []],
  ])('finds models and their versions: %s', async (q, models) => {
    const list = await listModels(ana(), { org, q })
    expect(list.items.map(({ slug }) => slug).sort()).toEqual(models)
    const versions = await searchVersions(ana(), { org, q })
    expect(versions.items.map(({ model }) => model).sort()).toEqual(models)
  })

  it('is counted and suggested', async () => {
    const { facets } = await modelFacets(ana(), { org })
    expect(facets.at(-1)).toEqual({
      ...{ key: 'field.risk', label: 'Risk' },
      values: [
        { value: 'high', label: 'high', count: 1 },
        { value: 'low', label: 'low', count: 1 },
      ],
    })
    const texts = async (q: string) =>
      (await suggest(ana(), { org, of: 'models', q })).items.map(({ text }) => text)
    expect(await texts('field.')).toEqual(
      ['cost', 'due', 'risk', 'steward', 'team'].map((key) => `field.${key}:`),
    )
    expect(await texts('field.risk:h')).toEqual(['high'])
    expect(await texts('field.team:')).toEqual(['Growth', 'Risk'])
    expect(await texts('field.steward:mia')).toEqual([`mia@${org}.example`])
  })
})

it('finds what was commented on', async () => {
  const versions = await searchVersions(ana(), { org, q: 'has:comments' })
  expect(versions.items.map(({ uri }) => uri)).toEqual(['model://one/v1'])
  const models = await listModels(ana(), { org, q: 'has:comments' })
  expect(models.items.map(({ slug }) => slug).sort()).toEqual(['one', 'two'])
})
