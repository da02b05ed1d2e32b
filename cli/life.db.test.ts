import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { datasetOf } from '@/lib/life/testing'
import { projectOf } from '@/lib/runs/testing'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { approveVersion } from '@/lib/versions/decide'
import { startServer, type TestServer } from '@/server/testing/server'
import { User } from './testing/user'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let mia: User
beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})
beforeEach(async () => {
  acme = await hub.organization()
  mia = new User(server.url, await acme.secret('maintainer'))
  const ctx = acme.as('maintainer')
  await modelOf(ctx, acme.slug, 'churn')
  await registered(ctx, acme.slug, { model: 'churn' })
  await datasetOf(ctx, acme.slug, 'pets')
  await projectOf(ctx, acme.slug, 'vision')
})

describe('hub archive, restore and delete', () => {
  it.each([
    ['model://churn', ['model://churn'], 'model'],
    ['model://churn/v1', ['model://churn/v1'], 'version'],
    ['dataset://pets', ['dataset://pets/'], 'dataset'],
    ['project vision', ['project', 'vision'], 'project'],
  ])('take %s through its life', async (uri, words, noun) => {
    expect(await mia.hub(['archive', ...words, '-m', 'old'])).toEqual({
      exitCode: 0,
      out: `${uri} archived\n`,
      err: '',
    })
    expect((await mia.hub(['restore', ...words])).out).toBe(`${uri} live\n`)
    const deleted = await mia.hub(['delete', ...words, '--note', 'made by mistake'])
    expect(deleted).toMatchObject({ exitCode: 0, out: `${uri} deleted\n` })
    expect(deleted.err).toBe(`hub restore ${words.join(' ')} brings it back within 30 days.\n`)
    expect((await mia.hub(['archive', ...words])).exitCode).toBe(5)
    expect(await mia.json(['restore', ...words])).toEqual({ uri, life: 'live' })
    const events = (await acme.events()).filter(({ action }) => /archive|delete/.test(action))
    expect(events).toMatchObject([
      { action: `${noun}.archive`, note: 'old' },
      { action: `${noun}.delete`, note: 'made by mistake' },
    ])
  })

  it('end with 6 and name what holds it, unless forced', async () => {
    await approveVersion(acme.as('approver'), { org: acme.slug, model: 'churn', version: 1 })
    const refused = await mia.hub(['archive', 'model://churn/v1', '--json'])
    expect(refused.exitCode).toBe(6)
    expect(JSON.parse(refused.out)).toMatchObject({
      error: { code: 'held', details: { heldBy: ['model://churn/latest'] } },
    })
    expect((await mia.hub(['archive', 'model://churn/v1', '--force'])).exitCode).toBe(0)
    expect(await mia.json(['versions', 'churn'])).toEqual({ items: [] })
    expect(await mia.json(['versions', 'churn', '--archived'])).toMatchObject({
      items: [{ version: 1, life: 'archived' }],
    })
  })

  it('find a version by its alias, archived or not', async () => {
    const secret = await acme.secret('maintainer')
    const at = `/${acme.slug}/models/churn/aliases/production`
    await server.fetch(secret, 'PUT', at, { version: 1 })
    expect((await mia.hub(['archive', 'model://churn/production', '--force'])).exitCode).toBe(0)
    expect((await mia.hub(['restore', 'model://churn/production'])).exitCode).toBe(0)
  })

  it.each([
    [['archive']],
    [['archive', 'churn']],
    [['archive', 'project']],
    [['archive', 'model://churn', 'v1']],
    [['delete', 'dataset://pets/v1']],
    [['restore', 'model://churn', '--force']],
  ])('end with 2 for %s', async (words) => {
    expect((await mia.hub(words)).exitCode).toBe(2)
  })

  it('end with 4 and the reason for who may not', async () => {
    const rita = new User(server.url, await acme.secret('reader'))
    const { exitCode, err } = await rita.hub(['delete', 'model://churn'])
    expect(exitCode).toBe(4)
    expect(err).toContain('Needs the maintainer role. You are a reader.')
  })
})
