import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { setMail } from '../mail/testing'
import { eraseMember } from '../members/erase'
import { removeMember } from '../members/remove'
import { requestReview } from '../reviews/request'
import { system } from '../system'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { tick } from '../worker'
import { dealt, lines } from './testing'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  setMail('smtp://127.0.0.1:9')
})
afterAll(() => hub.close())

/** Ben and Ada were asked for a review, by mail too. */
beforeEach(async () => {
  acme = await hub.organization()
  await asked(acme)
})

async function asked(of: TestOrganization) {
  const { slug: org } = of
  await modelOf(of.as('maintainer'), org, 'churn')
  await registered(of.as('contributor'), org, { model: 'churn' })
  const people = [of.personId('approver')]
  await requestReview(of.as('contributor'), { org, model: 'churn', version: 1, people })
  await dealt()
}

const mails = async (personId: string) => {
  const { rows } = await hub.database.read.execute<{ problem: string | null }>(
    sql`select problem from mails where person_id = ${personId} and (ended_at is null or problem is not null)`,
  )
  return rows.map(({ problem }) => problem)
}

it('keeps what came for 90 days, and mails it within three or not at all', async () => {
  const ben = acme.personId('approver')
  const age = (days: number) =>
    system(async (tx) => {
      await tx.execute(sql`update notifications set created_at = now() - ${days} * interval '1 day'
        where person_id = ${ben}`)
      await tx.execute(sql`update mails set created_at = now() - ${days} * interval '1 day'
        where person_id = ${ben}`)
    })
  await age(2)
  await tick()
  expect(await mails(ben)).toEqual([null])
  await age(4)
  await tick()
  expect(await mails(ben)).toEqual(['Not sent within 3 days.'])
  await age(89)
  await tick()
  expect(await lines(acme.id)).toHaveLength(1)
  await age(91)
  await tick()
  expect(await lines(acme.id)).toEqual([])
  expect(await mails(ben)).toEqual([])
})

it('forgets what a member was told when they are removed, and no one else’s', async () => {
  const other = await hub.organization()
  await asked(other)
  const ben = acme.personId('approver')
  await removeMember(acme.as('admin'), { org: acme.slug, id: ben })
  expect(await lines(acme.id)).toEqual([])
  expect(await mails(ben)).toEqual([])
  expect(await lines(other.id)).toEqual(['Ben review model://churn/v1'])
})

it('forgets all that somebody was told anywhere when they are erased', async () => {
  const ben = acme.personId('approver')
  await removeMember(acme.as('admin'), { org: acme.slug, id: ben })
  // What was dealt just before.
  await system((tx) =>
    tx.execute(sql`insert into notifications (id, person_id, organization_id, kind, cause_id, subject, body, created_at)
      values (gen_random_uuid(), ${ben}, ${acme.id}, 'run', gen_random_uuid(), '', '{}', now())`),
  )
  await eraseMember(acme.as('admin'), { org: acme.slug, id: ben })
  expect(await lines(acme.id)).toEqual([])
})

it('sends a mail that a clock which ran ahead put off, and leaves the others to their time', async () => {
  const ben = acme.personId('approver')
  const waits = async (attempts: number, minutes: number) => {
    await system((tx) =>
      tx.execute(sql`update mails set attempts = ${attempts},
        next_at = now() + ${minutes} * interval '1 minute' where person_id = ${ben}`),
    )
    await tick()
    const { rows } = await hub.database.read.execute<{ due: boolean }>(
      sql`select next_at <= now() as due from mails where person_id = ${ben}`,
    )
    return rows[0]?.due
  }
  expect(await waits(3, 30)).toBe(false)
  expect(await waits(3, 600)).toBe(true)
  expect(await waits(0, 600)).toBe(true)
})
