import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { startServer, type TestServer } from '@/server/testing/server'
import { User } from './testing/user'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let ada: User

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
  ada = new User(server.url, await acme.secret('admin'))
  const mia = acme.as('maintainer')
  await modelOf(mia, acme.slug, 'churn')
  await registered(mia, acme.slug, { model: 'churn', metrics: { accuracy: 0.7 } })
})

function file(text: string): string {
  writeFileSync(join(ada.home, 'policy.yaml'), text)
  return 'policy.yaml'
}

describe('hub policy', () => {
  it('shows what holds and where it comes from', async () => {
    await ada.hub(['policy', 'set', '--organization', file('validDays: 90')])
    const { out } = await ada.hub(['policy', 'show', 'model://churn'])
    expect(out).toMatch(/^RULE +SAYS +FROM\n/)
    expect(out).toContain('1 approval')
    expect(out).toMatch(new RegExp(`Valid for +90 days +organization ${acme.slug}, revision 1`))
    expect(out).toContain('what the hub ships with')
  })

  it('sets rules from YAML, shows what changes, and warns', async () => {
    await ada.hub(['policy', 'set', 'churn', file('evidence: [note]\nvalidDays: 30')])
    const words = [
      'policy',
      'set',
      'churn',
      file('{"approvals": {"count": 2}, "evidence": ["note"]}'),
    ]
    const { out, err, exitCode } = await ada.hub([...words, '-m', 'Two see more'])
    expect({ out, exitCode }).toEqual({
      exitCode: 0,
      out: [
        'Revision 2',
        '+ Approvals: 2 approvals',
        '  Required evidence: a note',
        '- Valid for: 30 days',
        '',
      ].join('\n'),
    })
    expect(err).toContain('Warning: Nobody can meet this')
    expect((await ada.hub(words)).out).toBe(
      'These were the rules already: it stays at revision 2.\n',
    )
    expect((await acme.events()).at(-2)).toMatchObject({
      action: 'policy.set',
      note: 'Two see more',
    })
  })

  it('ends with 6 where another revision came first, and with 2 for what is no rule', async () => {
    const rules = file('fourEyes: true')
    expect((await ada.hub(['policy', 'set', 'churn', rules, '--expected', '0'])).exitCode).toBe(0)
    expect((await ada.hub(['policy', 'set', 'churn', rules, '--expected', '0'])).exitCode).toBe(6)
    const wrong = await ada.hub(['policy', 'set', 'churn', file('fourEye: true')])
    expect(wrong).toMatchObject({ exitCode: 2, err: expect.stringContaining('fourEye') })
    expect((await ada.hub(['policy', 'set', 'churn', file('- a')])).exitCode).toBe(2)
    expect((await ada.hub(['policy', 'set', 'churn'])).exitCode).toBe(2)
    expect((await ada.hub(['policy', 'show'])).exitCode).toBe(2)
  })

  it('tries rules against the last versions', async () => {
    const rules = file('gates: [{name: Good, cel: metrics.accuracy >= 0.8}]')
    const { out } = await ada.hub(['policy', 'test', 'churn', rules])
    expect(out).toMatch(/^VERSION +STATE +WOULD BE +APPROVALS +WHY\n/)
    expect(out).toMatch(/model:\/\/churn\/v1 +pending +blocked +0 of 1 +Gate Good: /)
    expect((await ada.hub(['policy', 'show', 'churn'])).out).not.toContain('Gates')
  })

  it('tells who may not why', async () => {
    const mia = new User(server.url, await acme.secret('maintainer'))
    writeFileSync(join(mia.home, 'p.yaml'), 'fourEyes: false')
    const refused = await mia.hub(['policy', 'set', 'churn', 'p.yaml'])
    expect(refused.exitCode).toBe(4)
  })
})
