import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import schema from '@/lib/activity/ocsf/schema-1.8.0.json'
import type { Event } from '@/lib/activity/view'
import type { Role } from '@/lib/actor'
import { systemContext } from '@/lib/context'
import { grantModel } from '@/lib/grants/grant'
import { addMember } from '@/lib/members/add'
import { createProject } from '@/lib/projects/create'
import { arrival, type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { queriesOf } from '@/lib/testing/queries'
import { modelOf, registered } from '@/lib/testing/registry'
import { approveVersion } from '@/lib/versions/decide'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  const org = acme.slug
  const mia = acme.as('maintainer')
  await createProject(mia, { org, name: '=HYPERLINK("http://evil")', slug: 'lab' })
  await modelOf(mia, org, 'churn')
  await registered(mia, org, { model: 'churn', note: '=1+1' })
  await grantModel(mia, {
    org,
    model: 'churn',
    person: acme.personId('reader'),
    role: 'approver',
  }).catch(() => null)
  await grantModel(mia, { org, model: 'churn', person: acme.personId('reader'), role: 'reader' })
  await addMember(acme.as('admin'), { org, email: 'new@x.example', name: 'New', roles: ['reader'] })
  await approveVersion(acme.as('approver'), { org, model: 'churn', version: 1, note: '@fine' })
  const token = await acme.token('maintainer')
  await approveVersion(token, { org, model: 'churn', version: 1 }).catch(() => null)
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

async function take(role: Role, search: string) {
  const answer = await server.fetch(
    await acme.secret(role),
    'GET',
    `/${acme.slug}/activity?${search}`,
  )
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    text: await answer.text(),
  }
}
const linesOf = (text: string) => text.trimEnd().split('\n')

describe('the log as a file', () => {
  it('is CSV that no spreadsheet takes for formulas, newest first, as the search says', async () => {
    const { status, headers, text } = await take('auditor', 'format=csv&model=churn')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="activity-${acme.slug}.csv"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-cache',
    })
    const [head, ...lines] = linesOf(text)
    expect(head).toBe(
      'index,at,actor,actor_kind,actor_id,on_behalf_of,via,action,subject_kind,subject,about,outcome,reason,note,before,after,request,event,address,user_agent,client',
    )
    expect(lines[0]).toMatch(/maintainer token,token,.*,Mia,api,version.approve,.*,refused,/)
    expect(lines[1]).toMatch(/Ben,person,.*,'@fine,/)
    expect(lines[0]).toContain(',192.0.2.7,test,')
    expect(lines.some((line) => /(^|,)"?[=+\-@]/.test(line))).toBe(false)
    expect(lines.at(-1)).toContain('model.create')
  })

  it('is JSON lines of the same events that the list holds', async () => {
    const { headers, text } = await take('auditor', 'format=jsonl&action=version,model')
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    const { items } = JSON.parse((await take('auditor', 'action=version,model')).text)
    expect(linesOf(text).map((line) => JSON.parse(line))).toEqual(items)
  })

  it('is OCSF that its schema takes, each in the class that it belongs to', async () => {
    const { headers, text } = await take('auditor', 'format=ocsf')
    expect(headers['content-disposition']).toContain(`activity-${acme.slug}.ocsf.jsonl`)
    const events = linesOf(text).map((line) => JSON.parse(line))
    const valid = z.fromJSONSchema(schema as never)
    for (const event of events) expect(valid.safeParse(event).error, event.message).toBeUndefined()
    for (const event of events)
      expect(event.type_uid).toBe(event.class_uid * 100 + event.activity_id)
    const classes = Object.fromEntries(
      events.map(({ metadata, class_uid, activity_id, status_id }) => [
        `${metadata.event_code} ${status_id}`,
        [class_uid, activity_id],
      ]),
    )
    expect(classes).toMatchObject({
      'model.create 1': [3004, 1],
      'member.add 1': [3005, 1],
      'model.grant 1': [3005, 1],
      'model.grant 2': [3004, 3],
      'version.register 1': [6003, 1],
      'version.approve 1': [6003, 3],
      'version.approve 2': [6003, 3],
    })
    const byToken = events.find(
      ({ actor, status_id }) => actor.user?.credential_uid && status_id === 2,
    )
    expect(byToken).toMatchObject({
      actor: { user: { uid: acme.personId('maintainer'), name: 'Mia' } },
      src_endpoint: { ip: '192.0.2.7', svc_name: 'api' },
      severity_id: 2,
      status_detail: expect.stringContaining('decide'),
    })
    const { actor: _without, ...broken } = byToken
    expect(valid.safeParse(broken).success).toBe(false)
    expect(valid.safeParse({ ...byToken, actor: {} }).success).toBe(false)
    expect(valid.safeParse({ ...byToken, class_uid: 6004 }).success).toBe(false)
    expect(valid.safeParse({ ...byToken, invented: 1 }).success).toBe(false)
  })

  it('holds what the caller may read and no addresses for who may not read these', async () => {
    expect((await take('reader', 'format=csv')).status).toBe(403)
    const { text } = await take('reader', 'format=jsonl&model=churn')
    const events: Event[] = linesOf(text).map((line) => JSON.parse(line))
    expect(events.length).toBeGreaterThan(2)
    expect(events.every(({ origin, outcome }) => origin === null && outcome === 'done')).toBe(true)
    expect(text).not.toContain('192.0.2.7')
    expect(linesOf((await take('reader', 'format=csv&model=churn')).text)[0]).not.toContain(
      'address',
    )
    expect((await take('reader', 'format=ocsf&model=churn')).text).not.toContain('192.0.2.7')
  })

  it('is an event itself where it holds addresses, with what was asked for and never an address', async () => {
    const search = `format=csv&actor=ben@${acme.slug}.example&from=2026-01-01`
    await take('auditor', search)
    await take('reader', 'format=csv&model=churn')
    const exported = (await acme.events()).filter(({ action }) => action === 'audit.export')
    expect(exported.at(-1)).toMatchObject({
      after: { format: 'csv', actor: acme.personId('approver'), from: '2026-01-01T00:00:00Z' },
    })
    expect(JSON.stringify(exported.at(-1))).not.toContain('@')
    expect(exported.every(({ onBehalfOf }) => onBehalfOf === acme.personId('auditor'))).toBe(true)
  })

  it('answers what is wrong with the request, and nothing of the file', async () => {
    for (const search of ['format=xml', 'format=csv&from=soon', 'format=csv&via=fax'])
      expect((await take('auditor', search)).status, search).toBe(400)
    expect((await take('auditor', 'format=csv&model=none')).status).toBe(404)
    expect(linesOf((await take('auditor', 'format=csv&via=ofrep')).text)).toHaveLength(1)
    expect((await take('auditor', 'format=jsonl&via=ofrep')).text).toBe('')
  })
})

it('sends a long log page by page, every event once', async () => {
  const long = await hub.organization()
  const system = systemContext('test', arrival())
  const { at: _at, ...body } = { at: 0, reason: null, note: null, before: null, after: null }
  await hub.database.write.transaction((tx) =>
    tx.execute(sql`
      insert into audit_events (id, organization_id, at, actor_kind, via, action, subject_kind,
        subject_uri, outcome, request_id, body)
      select uuidv7(), ${long.id}::uuid, now(), 'system', 'worker', 'run.create', 'run', 'run://lab/' || n,
        'done', ${system.requestId}, ${JSON.stringify(body)} from generate_series(1, 3500) n`),
  )
  const secret = await long.secret('auditor')
  for (const more of ['', '&from=2020-01-01']) {
    let text = ''
    const queries = await queriesOf(async () => {
      const path = `/${long.slug}/activity?format=jsonl&action=run.create${more}`
      text = await (await server.fetch(secret, 'GET', path)).text()
    })
    const uris = linesOf(text).map((line) => (JSON.parse(line) as Event).subject.uri)
    expect(new Set(uris).size).toBe(3500)
    expect(uris[0]).toBe('run://lab/3500')
    // Four pages, and what recognizes the caller and records the export.
    expect(queries).toBeLessThan(25)
  }
})
