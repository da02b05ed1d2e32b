import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { getBlob } from '../files/upload'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, sha256 } from '../testing/registry'
import { getOutput } from './outputs'
import { projectOf, ranJob } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const mia = () => acme.as('maintainer')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'jobs')
})
afterAll(() => hub.close())

const opens = (promise: Promise<unknown>) =>
  promise.then(
    () => true,
    () => false,
  )
const readsBlob = (ctx: Ctx, content: string) =>
  opens(getBlob(ctx, { org: acme.slug, sha256: sha256(content) }))
const readsOutput = (ctx: Ctx, run: number) =>
  opens(getOutput(ctx, { org: acme.slug, project: 'jobs', run, name: 'a.bin' }))
const restrict = (model: string) =>
  updateModel(mia(), { org: acme.slug, model, accessMode: 'restricted' })

async function made(content: string): Promise<number> {
  const { run } = await ranJob(ana(), acme.slug, 'jobs', { outputs: { 'a.bin': content } })
  return run
}

describe('bytes that a restricted model holds', () => {
  it('do not open through a run that made them, though the version does not name it', async () => {
    const run = await made('secret weights')
    await modelOf(mia(), acme.slug, 'closed')
    await registered(mia(), acme.slug, { model: 'closed', content: 'secret weights' })
    await restrict('closed')
    const rita = acme.as('reader')
    expect([await readsOutput(rita, run), await readsBlob(rita, 'secret weights')]).toEqual([
      false,
      false,
    ])
    for (const role of ['admin', 'auditor'] as const)
      expect([role, await readsOutput(acme.as(role), run)]).toEqual([role, true])
  })

  it('stay open to the person whose run made them, but not to their token for other models', async () => {
    const run = await made('of Ana')
    await modelOf(mia(), acme.slug, 'taken')
    await registered(mia(), acme.slug, { model: 'taken', content: 'of Ana' })
    await restrict('taken')
    expect(await readsOutput(ana(), run)).toBe(true)
    expect(await readsOutput(await acme.token('contributor'), run)).toBe(true)
    const limited = await acme.token('contributor', { modelIds: [acme.id] })
    expect(await readsOutput(limited, run)).toBe(false)
  })

  it('stay open where a model that all see holds them as well', async () => {
    const run = await made('of both')
    for (const model of ['open', 'shut']) {
      await modelOf(mia(), acme.slug, model)
      await registered(mia(), acme.slug, { model, content: 'of both' })
    }
    await restrict('shut')
    expect(await readsOutput(acme.as('reader'), run)).toBe(true)
  })

  it('of another organization close nothing here', async () => {
    const run = await made('in two places')
    const globex = await hub.organization()
    await modelOf(globex.as('maintainer'), globex.slug, 'theirs')
    await registered(globex.as('maintainer'), globex.slug, {
      model: 'theirs',
      content: 'in two places',
    })
    expect(await readsOutput(acme.as('reader'), run)).toBe(true)
  })
})
