import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rolesAllow } from '@/lib/access'
import type { Role } from '@/lib/actor'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered, sha256, uploaded } from '@/lib/testing/registry'
import { startServer, type TestServer } from '../testing/server'
import { apiRoutes } from './register'

/**
 * Every route of the API with a call that is allowed to whoever has the role. A route without a case fails
 * the first test, so nothing can be added without deciding who may.
 */
const cases: Record<string, { path: string; body?: unknown }> = {
  'GET /:org/projects': { path: '/projects' },
  'POST /:org/projects': { path: '/projects', body: { name: 'Fresh' } },
  'GET /:org/projects/:project': { path: '/projects/lab' },
  'PATCH /:org/projects/:project': { path: '/projects/lab', body: { description: 'x' } },
  'GET /:org/runs': { path: '/runs' },
  'POST /:org/projects/:project/runs': { path: '/projects/lab/runs', body: { inputs: [] } },
  'GET /:org/projects/:project/runs/:run': { path: '/projects/lab/runs/1' },
  'GET /:org/projects/:project/runs/:run/metrics': { path: '/projects/lab/runs/1/metrics' },
  'POST /:org/projects/:project/runs/:run/metrics': {
    path: '/projects/lab/runs/1/metrics',
    body: { events: [] },
  },
  'PUT /:org/projects/:project/runs/:run/outputs/*': {
    path: '/projects/lab/runs/1/outputs/a.txt',
    body: { sha256: sha256('shared') },
  },
  'POST /:org/projects/:project/runs/:run/finish': {
    path: '/projects/lab/runs/1/finish',
    body: { state: 'completed' },
  },
  'POST /:org/projects/:project/runs/:run/log': {
    path: '/projects/lab/runs/1/log?offset=0',
    body: new TextEncoder().encode('hello\n'),
  },
  'GET /:org/projects/:project/runs/:run/log': { path: '/projects/lab/runs/1/log' },
  'GET /:org/projects/:project/runs/:run/outputs/*': {
    path: '/projects/lab/runs/1/outputs/a.txt',
  },
  'GET /:org/models': { path: '/models' },
  'POST /:org/models': { path: '/models', body: { name: 'Fresh' } },
  'GET /:org/models/:model': { path: '/models/churn' },
  'PATCH /:org/models/:model': { path: '/models/churn', body: { description: 'x' } },
  'POST /:org/models/:model/archive': { path: '/models/spare/archive' },
  'POST /:org/models/:model/restore': { path: '/models/spare/restore' },
  'DELETE /:org/models/:model': { path: '/models/spare' },
  'PUT /:org/models/:model/aliases/:alias': {
    path: '/models/churn/aliases/production',
    body: { version: 1 },
  },
  'DELETE /:org/models/:model/aliases/:alias': { path: '/models/churn/aliases/production' },
  'GET /:org/models/:model/versions': { path: '/models/churn/versions' },
  'POST /:org/models/:model/versions': { path: '/models/churn/versions', body: {} },
  'GET /:org/models/:model/versions/:version': { path: '/models/churn/versions/v1' },
  'PATCH /:org/models/:model/versions/:version': {
    path: '/models/churn/versions/1',
    body: { note: 'x' },
  },
  'POST /:org/models/:model/versions/:version/approve': {
    path: '/models/churn/versions/1/approve',
  },
  'POST /:org/models/:model/versions/:version/reject': {
    path: '/models/churn/versions/1/reject',
    body: { note: 'x' },
  },
  'POST /:org/models/:model/versions/:version/withdraw': {
    path: '/models/churn/versions/1/withdraw',
    body: { note: 'x' },
  },
  'GET /:org/reviews': { path: '/reviews' },
  'PUT /:org/blobs/:sha256': {
    path: `/blobs/${sha256('new bytes')}`,
    body: new TextEncoder().encode('new bytes'),
  },
  'GET /:org/blobs/:sha256': { path: `/blobs/${sha256('shared')}` },
  'GET /:org/models/:model/versions/:version/files/*': {
    path: '/models/churn/versions/1/files/model.bin',
  },
  'GET /:org/models/:model/versions/:version/archive.zip': {
    path: '/models/churn/versions/1/archive.zip',
  },
  'GET /:org/resolve': { path: '/resolve?uri=model://churn/v1' },
  'GET /:org/datasets': { path: '/datasets' },
  'POST /:org/datasets': { path: '/datasets', body: { slug: 'pets' } },
  'GET /:org/datasets/:dataset': { path: '/datasets/none' },
  'GET /:org/datasets/:dataset/versions': { path: '/datasets/none/versions' },
  'POST /:org/datasets/:dataset/versions': {
    path: '/datasets/rows/versions',
    body: { version: 'v1', files: [] },
  },
  'GET /:org/datasets/:dataset/versions/:version': { path: '/datasets/none/versions/v1' },
  'GET /:org/datasets/:dataset/versions/:version/files/*': {
    path: '/datasets/none/versions/v1/files/a.csv',
  },
  'GET /:org/activity': { path: '/activity' },
  'GET /:org/members': { path: '/members' },
  'POST /:org/members': {
    path: '/members',
    body: { email: 'new@example.com', name: 'New', roles: ['reader'] },
  },
  'PATCH /:org/members/:id': { path: '/members/{member}', body: { roles: ['reader'] } },
  'DELETE /:org/members/:id': { path: '/members/{member}' },
  'GET /:org/tokens': { path: '/tokens' },
  'POST /:org/tokens': {
    path: '/tokens',
    body: { name: 't', scopes: ['read'], expiresAt: '2999-01-01T00:00:00Z' },
  },
  'DELETE /:org/tokens/:id': { path: '/tokens/{token}' },
}

// Those who may most come last, so that a refusal is never about something already gone.
const roles: Role[] = ['auditor', 'reader', 'approver', 'contributor', 'maintainer', 'admin']

/** What decides beside the role, in one place each: stated here because the matrix cannot say it. */
const allowedBy: Record<string, (role: Role) => boolean> = {
  // The whole log is for auditors and admins; anyone reads a model's.
  'GET /:org/activity': (role) => rolesAllow([role], 'organization.activity'),
  // Other people's tokens are not found, rather than refused.
  'DELETE /:org/tokens/:id': () => true,
}

let hub: TestHub
let server: TestServer

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

async function furnished(): Promise<TestOrganization> {
  const acme = await hub.organization()
  // Whoever makes a thing becomes its maintainer: someone here who is that anyway.
  const mia = acme.as('maintainer')
  const secret = await acme.secret('maintainer')
  await server.fetch(secret, 'POST', `/${acme.slug}/projects`, { name: 'Lab' })
  await server.fetch(secret, 'POST', `/${acme.slug}/projects/lab/runs`, { inputs: [] })
  await server.fetch(secret, 'POST', `/${acme.slug}/datasets`, { slug: 'rows' })
  await modelOf(mia, acme.slug, 'churn')
  await registered(mia, acme.slug, { model: 'churn', content: 'shared' })
  await modelOf(mia, acme.slug, 'spare')
  await uploaded(mia, acme.slug, 'shared')
  return acme
}

describe('the list of cases', () => {
  it('has one for every route and none for a route that is gone', () => {
    const known = apiRoutes.map(({ method, path }) => `${method} ${path}`)
    expect(Object.keys(cases).sort()).toEqual(known.sort())
  })
})

describe.each(apiRoutes.map((route) => ({ name: `${route.method} ${route.path}`, route })))(
  '$name',
  ({ name, route }) => {
    const { path, body } = cases[name] ?? { path: '/' }

    it('is decided by role, and a refusal of a change is recorded', async () => {
      const acme = await furnished()
      const person = acme.personId('reader')
      const where = `/${acme.slug}${path.replace('{member}', person).replace('{token}', person)}`
      for (const role of roles) {
        const secret = await acme.secret(role, { scopes: ['read', 'write', 'decide', 'admin'] })
        const before = (await acme.events()).length
        const { status } = await server.fetch(secret, route.method, where, body)
        const allowed =
          allowedBy[name]?.(role) ?? (route.action === null || rolesAllow([role], route.action))
        const refused = status === 403
        expect({ role, refused }).toEqual({ role, refused: !allowed })
        expect(status).toBeLessThan(500)
        if (!refused || route.method === 'GET') continue
        const [event] = (await acme.events()).slice(before)
        expect(event).toMatchObject({ outcome: 'refused', action: route.action })
      }
    })

    it('is closed without a token and does not exist for another organization', async () => {
      const acme = await furnished()
      const other = await hub.organization()
      const where = `/${acme.slug}${path.replace(/\{\w+\}/, acme.personId('reader'))}`
      expect((await server.fetch(null, route.method, where, body)).status).toBe(401)
      expect((await server.fetch('hub_unknown', route.method, where, body)).status).toBe(401)
      const secret = await other.secret('admin')
      expect((await server.fetch(secret, route.method, where, body)).status).toBe(404)
      expect(await other.events()).toEqual([])
    })
  },
)
