import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { env, setEnv } from '@/lib/env'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf } from '@/lib/testing/registry'
import type { Delivery, Webhook, WebhookSecret } from '@/lib/webhooks/view'
import { startServer, type TestServer } from '@/server/testing/server'
import { User } from './testing/user'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let ada: User

// No dispatcher runs here, so that what is to be sent stays as it was dealt.
const url = 'http://127.0.0.1:9/hooks?word=hidden'

beforeAll(async () => {
  hub = await testHub()
  setEnv({ ...env(), webhookAllow: ['127.0.0.1/32'] })
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})
beforeEach(async () => {
  acme = await hub.organization()
  ada = new User(server.url, await acme.secret('admin'))
})

const create = (...words: string[]) => ada.hub(['webhook', 'create', url, '--name', 'CI', ...words])

describe('hub webhook', () => {
  it('makes one, with its secret on a line of its own, and lists it without', async () => {
    const { out, err, exitCode } = await create(
      '--event',
      'version.created',
      '--event',
      'alias.moved',
    )
    expect(exitCode).toBe(0)
    const [, id, secret] = /^Webhook (\S+)\n(whsec_\S+)\n$/.exec(out) ?? []
    expect(secret).toBeDefined()
    expect(err).toContain('not shown again')
    const list = await ada.hub(['webhook', 'list'])
    expect(list.out).toMatch(/^ID +NAME +TO +HEARS OF +EVENTS +STATE/)
    expect(list.out).toContain('version.created alias.moved')
    expect(list.out).toContain('http://127.0.0.1:9')
    expect(list.out).toContain(id)
    expect(list.out).not.toContain('hidden')
    expect(list.out).not.toContain('whsec_')
  })

  it('makes one of a model, for GitHub', async () => {
    await modelOf(acme.as('maintainer'), acme.slug, 'churn')
    const words = ['--model', 'churn', '--format', 'github', '--event-type', 'go']
    const made = await ada.json<WebhookSecret>([
      ...['webhook', 'create', url, '--name', 'Deploy', ...words],
      ...['--authorization', 'Bearer word'],
    ])
    expect(made).toMatchObject({
      scope: { kind: 'model', name: 'churn' },
      format: 'github',
      eventType: 'go',
      authorization: true,
    })
    expect(JSON.stringify(made)).not.toContain('Bearer word')
  })

  it('tests one by its name, shows what was sent, and sends it again', async () => {
    await create()
    const { out } = await ada.hub(['webhook', 'test', 'CI'])
    expect(out).toMatch(/^A test is on its way to CI: delivery \S+\n$/)
    const { items } = await ada.json<{ items: Delivery[] }>(['webhook', 'deliveries', 'CI'])
    expect(items).toMatchObject([{ event: 'webhook.test', state: 'waiting', attempts: 0 }])
    const shown = await ada.hub(['webhook', 'deliveries', 'CI', '--state', 'waiting'])
    expect(shown.out).toMatch(/^ID +EVENT +ON +STATE/)
    expect(shown.out).toContain('webhook.test')
    const again = await ada.hub(['webhook', 'replay', items[0]?.id ?? ''])
    expect(again.out).toMatch(/^webhook\.test of \S+ is sent again\n$/)
  })

  it('says how to go on where something is missing or wrong', async () => {
    await create()
    await create()
    const said = async (...words: string[]) => {
      const { err, exitCode } = await ada.hub(['webhook', ...words])
      return `${exitCode} ${err}`
    }
    expect(await said()).toMatch(/^2 .*hub webhook list, create/s)
    expect(await said('constructor')).toMatch(/^2 /)
    expect(await said('create')).toMatch(/^2 .*Say where to/s)
    expect(await said('create', url)).toMatch(/^2 .*--name NAME/s)
    expect(await said('create', 'ftp://x', '--name', 'x')).toMatch(/^2 .*address such as/s)
    expect(await said('create', url, '--name', 'x', '--event', 'moon')).toMatch(
      /^2 .*Choose among/s,
    )
    expect(await said('test', 'CI')).toMatch(/^2 .*2 webhooks are called CI/s)
    expect(await said('deliveries', 'none')).toMatch(/^2 .*no webhook none/s)
    expect(await said('replay')).toMatch(/^2 .*Say which/s)
    expect(await said('replay', 'none')).toMatch(/^5 /)
  })

  it('refuses who may not, with the reason', async () => {
    const ana = new User(server.url, await acme.secret('contributor'))
    const { err, exitCode } = await ana.hub(['webhook', 'list'])
    expect(exitCode).toBe(4)
    expect(err).toMatch(/admin/)
  })

  it('says that there is none yet', async () => {
    expect((await ada.hub(['webhook', 'list'])).out).toBe('There is no webhook yet.\n')
    await create()
    const { out } = await ada.hub(['webhook', 'deliveries', 'CI'])
    expect(out).toBe('Nothing was sent to CI yet.\n')
    const { items } = await ada.json<{ items: Webhook[] }>(['webhook', 'list'])
    expect(items).toHaveLength(1)
  })
})
