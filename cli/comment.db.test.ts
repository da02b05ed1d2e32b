import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Comment } from '@/lib/comments/view'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { startServer, type TestServer } from '@/server/testing/server'
import { User } from './testing/user'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let ana: User
beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
beforeEach(async () => {
  acme = await hub.organization()
  ana = new User(server.url, await acme.secret('contributor'))
  await modelOf(acme.as('maintainer'), acme.slug, 'churn')
  await registered(acme.as('contributor'), acme.slug, { model: 'churn' })
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

describe('hub comment and comments', () => {
  it('say something and show it, oldest first, with names for mentions', async () => {
    expect(await ana.hub(['comments', 'model://churn'])).toMatchObject({
      exitCode: 0,
      out: 'Nothing was said of it yet.\n',
    })
    expect(await ana.hub(['comment', 'model://churn', '-m', 'A **model**'])).toEqual({
      exitCode: 0,
      out: 'Commented on model://churn/\n',
      err: '',
    })
    const body = `@ben@${acme.slug}.example\nlook`
    const said = await ana.json<Comment>(['comment', 'model://churn/newest', '--note', body])
    expect(said).toMatchObject({ uri: 'model://churn/v1', mentions: [{ name: 'Ben' }] })
    const { out } = await ana.hub(['comments', 'model://churn'])
    expect(out.replace(/^\S+ \S+/gm, 'THEN').split('\n')).toEqual([
      expect.stringMatching(/^THEN.*contributor token.*model:\/\/churn\/$/),
      '  A **model**',
      expect.stringMatching(/model:\/\/churn\/v1$/),
      '  @Ben',
      '  look',
      '',
    ])
    const { out: ofVersion } = await ana.hub(['comments', 'model://churn/v1', '--limit', '5'])
    expect(ofVersion).toContain('look')
    expect(ofVersion).not.toContain('A **model**')
  })

  it('end with what is wrong', async () => {
    expect(await ana.hub(['comment', 'model://churn'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('-m TEXT'),
    })
    expect((await ana.hub(['comment', '-m', 'x'])).exitCode).toBe(2)
    expect((await ana.hub(['comment', 'model://none', '-m', 'x'])).exitCode).toBe(5)
    const olga = new User(server.url, await acme.secret('auditor', { scopes: ['read', 'write'] }))
    expect(await olga.hub(['comment', 'model://churn', '-m', 'x'])).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('You are an auditor.'),
    })
  })
})
