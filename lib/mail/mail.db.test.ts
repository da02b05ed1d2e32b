import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { createComment } from '../comments/create'
import { removeMember } from '../members/remove'
import { listInbox } from '../notifications/list'
import { readNotifications } from '../notifications/read'
import { dealt } from '../notifications/testing'
import { keepPreference } from '../preferences/keep'
import { requestReview } from '../reviews/request'
import { system } from '../system'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { claimNext } from './claim'
import { sendDue } from './send'
import { certificate, mailServer, says, setMail } from './testing'

let hub: TestHub
let acme: TestOrganization
let org: string
let ana: Ctx
let ben: Ctx
let server: Awaited<ReturnType<typeof mailServer>>

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  ana = acme.as('contributor')
  ben = acme.as('approver')
  await modelOf(acme.as('maintainer'), org, 'churn')
  await registered(ana, org, { model: 'churn' })
  await dealt()
  await system((tx) => tx.execute(sql`delete from mails`))
})
afterEach(async () => {
  await server.close()
  setMail(null)
})

const at = (minutes: number) => ({ now: () => new Date(Date.now() + minutes * 60_000) })
const sent = (minutes = 1, more: object = {}) => sendDue(undefined, { ...at(minutes), ...more })
const ask = async (version = 1, note = 'Please') => {
  const people = [acme.personId('approver')]
  await requestReview(ana, { org, model: 'churn', version, people, note })
  await dealt()
}
interface MailRow extends Record<string, unknown> {
  attempts: number
  problem: string | null
  ended: boolean
}
const mails = async () => {
  const { rows } = await hub.database.read.execute<MailRow>(
    sql`select attempts, problem, ended_at is not null as ended from mails order by created_at, id`,
  )
  return [...rows]
}
const started = async (options: Parameters<typeof mailServer>[0] = {}, login = '') => {
  server = await mailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true, ...options })
  setMail(`smtp://${login}127.0.0.1:${server.port}`)
}

describe('a mail', () => {
  it('tells what happened to who wants it mailed, once', async () => {
    await started({}, 'hub:right@')
    await ask()
    expect(await sent(0)).toBe(0)
    expect(await sent()).toBe(1)
    expect(await sent()).toBe(0)
    const [mail] = server.received
    const { items } = await listInbox(ben, { org })
    expect(mail).toMatchObject({
      from: 'hub@hub.example',
      to: [`ben@${org}.example`],
      user: 'hub',
    })
    expect(mail?.raw).toContain('Subject: Ana asks you to review churn v1\r\n')
    expect(mail?.raw).toContain('From: Model Hub <hub@hub.example>')
    expect(mail?.raw).toContain(`To: Ben <ben@${org}.example>`)
    expect(mail?.raw).toContain('Auto-Submitted: auto-generated')
    expect(mail?.raw).toMatch(/List-Unsubscribe: <https:\/\/hub\.example\/me\/notifications>/)
    expect(mail?.raw.replace(/=\r\n/g, '')).toContain(`https://hub.example${items[0]?.url}`)
    expect(mail?.raw).toContain('Content-Type: text/html')
    expect(await mails()).toMatchObject([{ attempts: 1, problem: null, ended: true }])
  })

  it('is one for what comes shortly after another', async () => {
    await started()
    await ask()
    await registered(ana, org, { model: 'churn' })
    await ask(2)
    await createComment(ana, { org, model: 'churn', body: `@ben@${org}.example` })
    await dealt()
    expect(await sent()).toBe(1)
    expect(server.received).toHaveLength(1)
    expect(server.received[0]?.raw.replace(/=\r\n/g, '')).toContain('and 2 more')
  })

  it('takes no header and no markup from a note', async () => {
    await started()
    await requestReview(ana, {
      ...{ org, model: 'churn', version: 1, people: [acme.personId('approver')] },
      note: '.\r\nBcc: eve@example.com\r\n\r\n<script>alert(1)</script>',
    })
    await dealt()
    await sent()
    const [mail] = server.received
    expect(mail?.to).toEqual([`ben@${org}.example`])
    const [head = ''] = mail?.raw.split('\r\n\r\n') ?? []
    expect(head).not.toContain('eve@')
    const [, html = ''] = mail?.raw.split('Content-Type: text/html') ?? []
    expect(html).toContain('alert(1)')
    expect(html).not.toContain('<script>')
  })

  it('is not sent of what was read meanwhile, nor to who has left', async () => {
    await started()
    await ask()
    await readNotifications(ben, { org, until: new Date(Date.now() + 60_000).toISOString() })
    expect(await sent()).toBe(0)
    await registered(ana, org, { model: 'churn' })
    await ask(2)
    await removeMember(acme.as('admin'), { org, id: acme.personId('approver') })
    expect(await sent()).toBe(0)
    expect(server.received).toEqual([])
    expect((await mails()).every(({ ended }) => ended)).toBe(true)
  })

  it('is sent to who wants mails and no inbox, which then shows nothing', async () => {
    await started()
    const value = { review: { inbox: false, mail: true } }
    await keepPreference(ben, { org, key: 'notifications', value })
    await ask()
    expect((await listInbox(ben, { org })).items).toEqual([])
    expect(await sent()).toBe(1)
  })

  it('is put down for nobody where mails are off, or the hub sends none', async () => {
    await started()
    await keepPreference(ben, { org, key: 'notifications', value: { review: { mail: false } } })
    await ask()
    expect(await mails()).toEqual([])
    setMail(null)
    await registered(ana, org, { model: 'churn' })
    await keepPreference(ben, { org, key: 'notifications', value: {} })
    await ask(2)
    expect(await mails()).toEqual([])
    expect((await listInbox(ben, { org })).items).toHaveLength(2)
  })
})

describe('a mail server', () => {
  it('that is busy is asked again later, with the same message', async () => {
    let busy = true
    await started({ refuse: { data: () => busy && says(451, 'Busy') } })
    await ask()
    expect(await sent()).toBe(0)
    expect(await mails()).toMatchObject([
      { attempts: 1, problem: expect.stringContaining('Busy'), ended: false },
    ])
    expect(await sent()).toBe(0)
    busy = false
    // What came since goes out by itself: the first is the same set at each attempt.
    await registered(ana, org, { model: 'churn' })
    await ask(2)
    expect(await sent(5)).toBe(2)
    const ids = server.received.map(({ raw }) => /Message-ID: (\S+)/.exec(raw)?.[1])
    expect(ids[0]).toMatch(/^<[0-9a-f-]{36}@hub\.example>$/)
    expect(new Set(ids).size).toBe(2)
    expect(ids.filter((id) => id === ids[0])).toHaveLength(2)
  })

  it('that knows no such address ends it, with the reason', async () => {
    await started({ refuse: { rcpt: () => says(550, 'No such user') } })
    await ask()
    expect(await sent()).toBe(0)
    expect(await mails()).toMatchObject([
      { attempts: 1, problem: expect.stringContaining('No such user'), ended: true },
    ])
  })

  it('that refuses the login is a matter of the operator: the mail waits', async () => {
    await started({}, 'hub:wrong@')
    await ask()
    expect(await sent()).toBe(0)
    const [mail] = await mails()
    expect(mail).toMatchObject({ attempts: 1, ended: false })
    expect(mail?.problem).not.toContain('wrong@')
  })

  it('that is cut off after the data is told again, as the same message', async () => {
    let cuts = 1
    await started({
      refuse: {
        data: (of) => {
          if (cuts-- > 0) for (const open of of.connections) open._socket?.destroy()
        },
      },
    })
    await ask()
    expect(await sent()).toBe(0)
    expect(await sent(5)).toBe(1)
    const ids = server.received.map(({ raw }) => /Message-ID: (\S+)/.exec(raw)?.[1])
    expect(ids).toHaveLength(2)
    expect(ids[0]).toBe(ids[1])
  })

  it('that is away leaves all for later', async () => {
    await started()
    await server.close()
    await ask()
    expect(await sent()).toBe(0)
    expect(await mails()).toMatchObject([{ attempts: 1, ended: false }])
  })

  it('that stays away for days is given up', async () => {
    await started()
    await server.close()
    await ask()
    let minutes = 1
    for (let attempt = 1; attempt <= 8; attempt++) {
      await sent(minutes)
      minutes += 1
      await system((tx) => tx.execute(sql`update mails set next_at = created_at`))
    }
    expect(await mails()).toMatchObject([{ attempts: 8, ended: true }])
  })

  it('is told nothing before STARTTLS where it asks for that', async () => {
    await started({ disabledCommands: [], authOptional: false }, 'hub:right@')
    await ask()
    expect(await sent(1)).toBe(0)
    expect((await mails())[0]?.problem).toMatch(/certificate/i)
    expect(server.received).toEqual([])
    expect(await sent(5, { tls: { ca: certificate } })).toBe(1)
    expect(server.received).toMatchObject([{ secure: true, user: 'hub' }])
  })

  it('is spoken to in TLS from the start at smtps', async () => {
    await started({ secure: true })
    setMail(`smtps://hub:right@localhost:${server.port}`)
    await ask()
    expect(await sent(1, { tls: { ca: certificate } })).toBe(1)
    expect(server.received).toMatchObject([{ secure: true, user: 'hub' }])
  })
})

describe('several processes', () => {
  it('send each mail once', async () => {
    await started()
    const people = ['approver', 'maintainer', 'reader', 'admin'] as const
    const body = people.map((role) => `<@${acme.personId(role)}>`).join(' ')
    await createComment(ana, { org, model: 'churn', body })
    await dealt()
    const counts = await Promise.all([sent(), sent(), sent(), sent()])
    expect(counts.reduce((all, one) => all + one, 0)).toBe(4)
    expect(server.received.map(({ to }) => to[0]).sort()).toEqual(
      ['ada', 'ben', 'mia', 'rita'].map((name) => `${name}@${org}.example`),
    )
  })

  it('take over what one of them left behind, as the same message', async () => {
    await started()
    await ask()
    const claim = await claimNext(at(1).now())
    expect(claim).toMatchObject({ attempt: 1 })
    expect(await sent(2)).toBe(0)
    expect(await sent(6)).toBe(1)
    expect(server.received[0]?.raw).toContain(`Message-ID: <${claim?.ids[0]}@hub.example>`)
  })
})
