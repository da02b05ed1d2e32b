import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataset } from '@/lib/datasets/create'
import { registerDatasetVersion } from '@/lib/datasets/register'
import { updateModel } from '@/lib/models/update'
import { projectOf, ranJob } from '@/lib/runs/testing'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered, sha256 } from '@/lib/testing/registry'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let reader: string
const mia = () => acme.as('maintainer')

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  reader = await acme.secret('reader')
  await projectOf(mia(), acme.slug, 'lab')
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

/** The status of a call, and the versions that it left noted as used. */
async function usedBy(method: 'GET' | 'HEAD', path: string) {
  const before = (await acme.events()).length
  const { status } = await server.fetch(reader, method, `/${acme.slug}${path}`)
  const events = (await acme.events()).slice(before)
  expect(events.every(({ action }) => action === 'version.use')).toBe(true)
  return { status, used: events.map(({ subject }) => subject.uri).sort() }
}

const held = async (model: string, content: string) => {
  await modelOf(mia(), acme.slug, model)
  await registered(mia(), acme.slug, { model, content })
}

describe('fetching the bytes of a version', () => {
  it('by their digest is noted as a use of each version that holds them, asking for the head is not', async () => {
    for (const model of ['one', 'two']) await held(model, 'weights')
    const path = `/blobs/${sha256('weights')}`
    expect(await usedBy('HEAD', path)).toEqual({ status: 200, used: [] })
    expect(await usedBy('GET', path)).toEqual({
      status: 200,
      used: ['model://one/v1', 'model://two/v1'],
    })
  })

  it('from the run that made them is noted as well', async () => {
    const { run } = await ranJob(mia(), acme.slug, 'lab', { outputs: { 'm.bin': 'of the run' } })
    await held('trained', 'of the run')
    const path = `/projects/lab/runs/${run}/outputs/m.bin`
    expect(await usedBy('HEAD', path)).toEqual({ status: 200, used: [] })
    expect(await usedBy('GET', path)).toEqual({ status: 200, used: ['model://trained/v1'] })
  })

  it('from a dataset is noted as well', async () => {
    await held('copied', 'in a dataset')
    await createDataset(mia(), { org: acme.slug, slug: 'rows' })
    const files = [{ name: 'a.csv', sha256: sha256('in a dataset') }]
    const draft = { org: acme.slug, dataset: 'rows', version: 'v1', files }
    await registerDatasetVersion(mia(), draft)
    const path = '/datasets/rows/versions/v1/files/a.csv'
    expect(await usedBy('GET', path)).toEqual({ status: 200, used: ['model://copied/v1'] })
  })

  it('names no version that the caller does not see, and needs none', async () => {
    for (const model of ['seen', 'unseen']) await held(model, 'in both')
    await updateModel(mia(), { org: acme.slug, model: 'unseen', accessMode: 'restricted' })
    const blob = `/blobs/${sha256('in both')}`
    expect(await usedBy('GET', blob)).toEqual({ status: 200, used: ['model://seen/v1'] })
    const { run } = await ranJob(mia(), acme.slug, 'lab', { outputs: { 'log.txt': 'no model' } })
    const output = `/projects/lab/runs/${run}/outputs/log.txt`
    expect(await usedBy('GET', output)).toEqual({ status: 200, used: [] })
  })

  it('notes the newest twenty where more hold them', async () => {
    await modelOf(mia(), acme.slug, 'many')
    for (let n = 0; n < 21; n++) await registered(mia(), acme.slug, { model: 'many', content: 'x' })
    const { used } = await usedBy('GET', `/blobs/${sha256('x')}`)
    expect(used).toHaveLength(20)
    expect(used).not.toContain('model://many/v1')
  })
})
