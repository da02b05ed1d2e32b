import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { approvedModel, deploymentOf, deploys } from '@/lib/deployments/testing'
import type { InUse } from '@/lib/history/view'
import { setModelPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { registered } from '@/lib/testing/registry'
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
  await approvedModel(acme, 'churn', 2)
})

/** A moment that lies between what was done before and what is done next. */
async function between(): Promise<string> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 3))
  await pause()
  const at = new Date().toISOString()
  await pause()
  return at
}

describe('hub alias', () => {
  it('moves an alias, lists it, tells its history and removes it', async () => {
    const moves = ['alias', 'move', 'model://churn/v1', 'production', '-m', 'The first.']
    expect(await mia.hub(moves)).toEqual({
      exitCode: 0,
      out: 'model://churn/production is v1\n',
      err: '',
    })
    const again = ['alias', 'move', 'model://churn/v2', 'production', '--expected', 'v1']
    expect((await mia.hub(again)).out).toBe('model://churn/production is v2, before that v1\n')
    const { out } = await mia.hub(['alias', 'list', 'churn'])
    expect(out).toMatch(
      /^ALIAS +VERSION +BY +SINCE\nproduction +v2 approved +\S.* \d{4}-\d\d-\d\d /,
    )
    const history = await mia.hub(['alias', 'history', 'model://churn/production'])
    const [, second, first] = history.out.split('\n')
    expect(second).toMatch(/Z +model:\/\/churn\/v1 +model:\/\/churn\/v2 /)
    expect(first).toMatch(/Z +nowhere +model:\/\/churn\/v1 .* The first\.$/)
    const removes = ['alias', 'remove', 'model://churn/production', '-m', 'Retired.']
    expect((await mia.hub(removes)).out).toBe('churn has no alias production any more.\n')
    expect((await mia.hub(['alias', 'list', 'churn'])).out).toBe('churn has no alias.\n')
    expect(
      await mia.json(['alias', 'history', 'model://churn/production', '--limit', '1']),
    ).toMatchObject({ items: [{ from: 'model://churn/v2', to: null, note: 'Retired.' }] })
  })

  it('tells whoever comes second where the alias points by now, and changes nothing', async () => {
    await mia.hub(['alias', 'move', 'model://churn/v1', 'live', '--expected', 'none'])
    for (const words of [
      ['alias', 'move', 'model://churn/v2', 'live', '--expected', 'none'],
      ['alias', 'remove', 'model://churn/live', '--expected', 'v2'],
    ])
      expect(await mia.hub(words)).toMatchObject({
        exitCode: 6,
        err: 'hub: live points at v1 by now. Look again, and then try again.\n',
      })
    expect(await mia.json(['alias', 'list', 'churn'])).toMatchObject({ items: [{ version: 1 }] })
  })

  it('says why a protected one does not move, and to whom it is left', async () => {
    await registered(acme.as('contributor'), acme.slug, { model: 'churn', content: 'pending' })
    await acme.team('release')
    const protectedAliases = ['stable', { name: 'production', teams: ['release'] }]
    await setModelPolicy(acme.as('admin'), { org: acme.slug, model: 'churn', protectedAliases })
    expect(await mia.hub(['alias', 'move', 'model://churn/v3', 'stable'])).toMatchObject({
      exitCode: 6,
      err: expect.stringContaining(
        'stable is protected: it leads to approved versions only, and v3 is pending.',
      ),
    })
    expect(await mia.hub(['alias', 'move', 'model://churn/v1', 'production'])).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('only maintainers in release move or remove it'),
    })
  })

  it.each([
    [[], 'Say what to do: hub alias list, move, remove, history.'],
    [['list'], 'Say which model'],
    [['move', 'model://churn/v1'], 'Say which alias'],
    [['move', 'model://churn/latest', 'live'], 'Name the version by its number'],
    [['remove', 'model://churn/v1'], 'Name an alias'],
    [['move', 'model://churn/v1', 'newest'], 'newest is reserved: it already means a version.'],
  ])('says of %j how it is meant', async (words, message) => {
    expect(await mia.hub(['alias', ...words])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining(message),
    })
  })
})

describe('the past in the terminal', () => {
  it('is told for a moment: the name, the model, all models, the aliases and the deployment', async () => {
    await mia.hub(['alias', 'move', 'model://churn/v1', 'live', '-m', 'The first.'])
    await deploymentOf(acme, 'shop-front')
    await deploys(acme.as('maintainer'), acme.slug, 'shop-front', { 'model://churn/v1': 100 })
    const noon = await between()
    await mia.hub(['alias', 'move', 'model://churn/v2', 'live'])
    await deploys(acme.as('maintainer'), acme.slug, 'shop-front', { 'model://churn/v2': 100 })

    const resolved = await mia.hub(['resolve', `model://churn/live?at=${noon}`])
    expect(resolved).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^model:\/\/churn\/v1@sha256:[0-9a-f]{64}\n$/),
      err: expect.stringMatching(/Since alias\.move by .*: The first\.\nReceipt: .*proof\?event=/),
    })
    const history = await mia.hub(['history', 'churn', '--at', noon])
    expect(history.out).toMatch(
      /^model:\/\/churn\/\n {2}latest = v2@sha256:.*\n {4}version\.approve by /,
    )
    expect(history.out).toMatch(/^ {2}live = v1@sha256:.*\n {4}alias\.move by .*: The first\.$/m)
    expect(history.out).toMatch(/^ {2}shop-front \(production\) revision 1: v1 100 %$/m)
    const all = await mia.json<{ items: InUse[] }>(['history', '--at', noon])
    expect(all.items.map(({ model }) => model)).toEqual(['churn'])
    expect(all.items[0]).toEqual(await mia.json(['history', 'churn', '--at', noon]))
    const list = await mia.hub(['alias', 'list', 'churn', '--at', noon])
    expect(list.out).toMatch(/^live +v1 approved .*The first\.$/m)
    const shown = await mia.hub(['deploy', 'show', 'shop-front', '--at', noon])
    expect(shown).toMatchObject({ exitCode: 0, out: expect.stringContaining('model://churn/v1') })
    expect(shown.out).not.toContain('model://churn/v2')
  })

  it('needs a moment that has passed, and says what was not there', async () => {
    const before = '2020-01-01'
    expect((await mia.hub(['history', '--at', before])).out).toBe(
      'Nothing was in use on 2020-01-01.\n',
    )
    const notYet = 'churn was not there yet on 2020-01-01 00:00:00 UTC'
    for (const words of [
      ['history', 'churn', '--at', before],
      ['alias', 'list', 'churn', '--at', before],
      ['resolve', `model://churn/latest?at=${before}`],
    ])
      expect(await mia.hub(words), words.join(' ')).toMatchObject({
        exitCode: words[0] === 'alias' ? 0 : 5,
        ...(words[0] === 'alias'
          ? { out: 'churn has no alias then.\n' }
          : { err: expect.stringContaining(notYet) }),
      })
    for (const at of ['2999-01-01', '2026-03-03T12:00:00', 'yesterday'])
      expect(await mia.hub(['history', '--at', at]), at).toMatchObject({ exitCode: 2 })
    expect(await mia.hub(['history', 'churn'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('Say when: --at 2026-03-03T12:00:00Z.'),
    })
  })
})
