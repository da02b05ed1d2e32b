import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roles } from '@/db/schema/tables'
import { rolesAllow } from '@/lib/access'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf } from '@/lib/testing/registry'
import { startServer, type TestServer } from '../testing/server'
import { huggingfaceEndpoints } from './routes'
import { versionWith } from './testing'

/** Who may what at this door: each endpoint, for each role, and for strangers. */

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let other: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  other = await hub.organization()
  await modelOf(acme.as('maintainer'), acme.slug, 'penguins')
  await versionWith(acme, 'penguins', { 'folder/model.bin': 'weights' })
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const listed = huggingfaceEndpoints.map((route) => ({
  name: `${route.method} ${route.path}`,
  route,
}))

describe.each(listed)('$name', ({ route: { method, path, action } }) => {
  const file = path.includes('/resolve/') ? 'folder/model.bin' : 'folder'
  const ask = (secret: string | null, using: string = method) => {
    const filled = path
      .replace(':repo/:name', `${acme.slug}/penguins`)
      .replace(':repo', 'penguins')
      .replace(':revision', 'v1')
      .replace('*', file)
    return fetch(`${server.url}/hf${filled}`, {
      method: using,
      headers: secret ? { authorization: `Bearer ${secret}` } : {},
    })
  }
  const ofRepo = path.includes(':repo')

  it('is decided by role', async () => {
    for (const role of roles) {
      const allowed = action === null || rolesAllow([role], action)
      const { status } = await ask(await acme.secret(role))
      expect({ role, status }).toEqual({ role, status: allowed ? 200 : 403 })
    }
  })

  it('needs a token that is known and may read', async () => {
    for (const secret of [null, 'hub_unknown']) {
      const answer = await ask(secret)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('x-error-code')).toBe(ofRepo ? 'RepoNotFound' : null)
    }
    const blind = await ask(await acme.secret('contributor', { scopes: ['write'] }))
    expect(blind.status).toBe(action === null ? 200 : 403)
  })

  it.runIf(ofRepo)('tells another organization nothing', async () => {
    const answer = await ask(await other.secret('admin'))
    expect(answer.status).toBe(404)
    expect(answer.headers.get('x-error-code')).toBe('RepoNotFound')
    expect(await answer.text()).not.toContain('v1')
  })

  it.runIf(method === 'GET')('has a head', async () => {
    const secret = await acme.secret('reader')
    const [head, got] = [await ask(secret, 'HEAD'), await ask(secret)]
    expect([head.status, await head.text()]).toEqual([200, ''])
    const told = ({ headers }: Response) => [
      headers.get('content-type'),
      headers.get('content-length'),
    ]
    expect(told(head)).toEqual(told(got))
  })
})
