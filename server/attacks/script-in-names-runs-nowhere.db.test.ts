import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, sha256, uploaded } from '@/lib/testing/registry'
import { registerVersion } from '@/lib/versions/register'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const script = '<script>fetch("/api/v1/me")</script>'
const names = [
  'index.html',
  'drawing.svg',
  '<img src=x onerror=alert(1)>.html',
  '"><script>alert(1)</script>.svg',
  'a.pdf"; filename=evil.html',
  'déjà\u202evu.html',
  'page.xhtml',
]

describe('a file of a version', () => {
  it.each(names)('comes as bytes to be kept, never as a page: %s', async (name) => {
    const org = acme.slug
    const model = `m-${sha256(name).slice(0, 8)}`
    const ana = acme.as('contributor')
    await modelOf(ana, org, model)
    const digest = await uploaded(ana, org, script)
    await registerVersion(ana, { org, model, files: [{ name, sha256: digest }] })
    const path = `/${org}/models/${model}/versions/1/files/${encodeURIComponent(name)}`
    const answer = await server.fetch(await acme.secret('reader'), 'GET', path)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe(script)
    const headers = Object.fromEntries(answer.headers)
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    const disposition = headers['content-disposition'] ?? ''
    // One file name in quotes, and one more for what ASCII cannot say: no further parameter slips in.
    expect(disposition).toMatch(
      /^attachment; filename=("(\\.|[^"\\])*"|[\w.-]+)(; filename\*=UTF-8''[^;\s"]+)?$/,
    )
    expect(disposition).not.toMatch(/[<>]/.test(name) ? /\n/ : /[<>\n]/)
  })
})

describe('an answer about something with script in its name', () => {
  it('is JSON that no browser takes for a page', async () => {
    const secret = await acme.secret('maintainer')
    const made = await server.fetch(secret, 'POST', `/${acme.slug}/models`, {
      ...{ name: script, slug: 'scripted', description: script },
    })
    expect(made.status).toBe(201)
    for (const path of ['models', 'models/scripted', 'find?q=script', 'models/none%3Cscript%3E']) {
      const answer = await server.fetch(secret, 'GET', `/${acme.slug}/${path}`)
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    }
  })
})
