import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { defineField } from '../fields/define'
import { setFields } from '../fields/set'
import { datasetOf, trained } from '../life/testing'
import { createModel } from '../models/create'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { registerVersion } from '../versions/register'
import { streamModels } from './models-csv'
import { streamVersions } from './versions-csv'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx
let ben: Ctx
let mia: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  ana = acme.as('contributor')
  ben = acme.as('approver')
  mia = acme.as('maintainer')
  await createProject(ana, { org: acme.slug, name: 'lab', slug: 'lab' })
  await createModel(ana, {
    org: acme.slug,
    name: 'Churn, monthly',
    slug: 'churn',
    projects: ['lab'],
    tags: ['eu', 'prod'],
  })
  for (const accuracy of [0.8, -0.9])
    await registered(ana, acme.slug, { model: 'churn', metrics: { accuracy }, note: '=1+1' })
  await approveVersion(ben, { org: acme.slug, model: 'churn', version: 1, note: 'fine' })
  await createModel(ana, { org: acme.slug, name: '@evil', slug: 'evil' })
})
afterAll(() => hub.close())

async function linesOf(pieces: AsyncIterable<string>): Promise<string[]> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text.trimEnd().split('\n')
}

type Search<T extends (ctx: Ctx, input: never) => unknown> = Omit<Parameters<T>[1], 'org'>
const models = async (search: Search<typeof streamModels> = {}, ctx = ana) =>
  linesOf(await streamModels(ctx, { org: acme.slug, ...search }))
const versions = async (search: Search<typeof streamVersions> = {}, ctx = ana) =>
  linesOf(await streamVersions(ctx, { org: acme.slug, ...search }))

describe('models as CSV', () => {
  it('have the columns of the list, in its order', async () => {
    const columns = 'tags,newest,metric.accuracy,latest,projects,owner,versions'
    expect(await models({ columns, q: 'name:churn' })).toEqual([
      'model,name,tags,newest,state,metric.accuracy,latest,projects,owner,versions',
      'model://churn/,"Churn, monthly",eu prod,2,pending,-0.9,1,lab,Ana,2',
    ])
  })

  it('tell the metrics of the version that models are matched by', async () => {
    const columns = 'metric.accuracy'
    const [, line] = await models({ columns, q: 'name:churn', match: 'approved' })
    expect(line).toBe('model://churn/,"Churn, monthly",0.8')
  })

  it('have empty cells where nothing is called as what every object has', async () => {
    const columns = 'metric.constructor,metric.__proto__,field.toString'
    const [, line] = await models({ columns, q: 'name:churn' })
    expect(line).toBe('model://churn/,"Churn, monthly",,,')
    const own = await versions({ columns: 'metric.constructor,param.__proto__', q: 'model:churn' })
    expect(own[1]).toBe('model://churn/v2,"Churn, monthly",2,,')
  })

  it('tell what the fields say, of a person the name', async () => {
    const field = { org: acme.slug, required: false, help: '' }
    await defineField(acme.as('admin'), { ...field, key: 'risk', label: 'Risk', kind: 'text' })
    await defineField(acme.as('admin'), { ...field, key: 'lead', label: 'Lead', kind: 'person' })
    await modelOf(ana, acme.slug, 'told')
    const values = { risk: '=high', lead: acme.personId('maintainer') }
    await setFields(mia, { org: acme.slug, model: 'told', ...values })
    const columns = 'field.risk,field.lead,field.none'
    expect(await models({ columns, q: 'model:told' })).toEqual([
      'model,name,field.risk,field.lead,field.none',
      "model://told/,told,'=high,Mia,",
    ])
  })

  it('are no formula to a spreadsheet', async () => {
    const [, line] = await models({ columns: 'newest', q: 'name:evil' })
    expect(line).toBe("model://evil/,'@evil,,")
  })

  it('hold nothing of a model that the caller may not see', async () => {
    await modelOf(ana, acme.slug, 'secret')
    await updateModel(mia, { org: acme.slug, model: 'secret', accessMode: 'restricted' })
    expect((await models({}, acme.as('admin'))).join()).toContain('secret')
    expect((await models({}, acme.as('reader'))).join()).not.toContain('secret')
  })

  it('say what is wrong with a filter before they begin', async () => {
    await expect(models({ q: 'stat:x' })).rejects.toMatchObject({
      kind: 'invalid',
      details: { problems: [{ column: 1 }] },
    })
  })
})

describe('versions as CSV', () => {
  it('have the columns of the list', async () => {
    await datasetOf(ana, acme.slug, 'pets')
    await modelOf(ana, acme.slug, 'vet')
    await trained(ana, acme.slug, {
      project: 'lab',
      model: 'vet',
      content: 'w',
      inputs: ['dataset://pets/v1'],
    })
    const params = { depth: 6, list: [1] }
    await registerVersion(ana, { org: acme.slug, model: 'vet', params, note: '+x' })
    const columns = 'dataset,param.depth,param.list,note,state'
    expect(await versions({ q: 'model:vet', columns })).toEqual([
      'version,model,number,dataset,param.depth,param.list,note,decision,state',
      "model://vet/v2,vet,2,,6,[1],'+x,,pending",
      'model://vet/v1,vet,1,dataset://pets/v1,,,,,pending',
    ])
  })

  it('have all columns where nobody says which, with the metrics that there are', async () => {
    const [headers, ...lines] = await versions({ q: 'model:churn' })
    expect(headers).toBe(
      'version,model,number,state,aliases,tags,dataset,note,decision,by,created,decided,size,metric.accuracy',
    )
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/^model:\/\/churn\/v1,.*,approved,.*'=1\+1,fine,Ana,.*,0\.8$/)
  })

  it('go through every page, asking the same few things for each', async () => {
    await modelOf(ana, acme.slug, 'many')
    const all = Array.from({ length: 501 }, (_, n) => n)
    for (const n of all)
      await registerVersion(ana, { org: acme.slug, model: 'many', metrics: { n } })
    const search = { q: 'model:many', sort: 'number', columns: 'metric.n' }
    const [, ...lines] = await versions(search)
    expect(lines.map((line) => Number(line.split(',').at(-1)))).toEqual(all)
    const one = await queriesOf(() => versions({ ...search, q: 'model:churn' }))
    expect(await queriesOf(() => versions(search))).toBeLessThanOrEqual(2 * one)
  })
})
