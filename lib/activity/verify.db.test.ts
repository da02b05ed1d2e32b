import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventAt, meddle, sealedOrganization } from '../audit/log/testing'
import { getPreferences } from '../preferences/queries'
import { type TestHub, testHub } from '../testing/hub'
import { verifyActivity } from './verify'

let hub: TestHub

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

it('keeps how far someone verified the log, until they find that it was changed', async () => {
  const acme = await sealedOrganization(hub, { events: 5 })
  const otto = acme.as('auditor')
  const org = acme.slug
  const found = await verifyActivity(otto, { org })
  expect(found).toMatchObject({ ok: true, size: 5, problems: [] })
  const kept = async () => (await getPreferences(otto, { org }))['activity.verified']
  expect(await kept()).toEqual({ size: 5, head: found.head, at: found.checkedAt })

  const id = await eventAt(hub, acme, 3)
  await meddle(hub, `update audit_events set body = replace(body, 'P3', 'P9') where id = $1`, id)
  const again = await verifyActivity(otto, { org })
  expect(again.ok).toBe(false)
  expect(again.problems[0]).toMatchObject({ kind: 'altered', index: 3, event: id })
  expect(await kept()).toBeUndefined()
})

it('is for auditors and admins', async () => {
  const acme = await sealedOrganization(hub, { events: 2 })
  const attempt = verifyActivity(acme.as('maintainer'), { org: acme.slug })
  await expect(attempt).rejects.toMatchObject({ kind: 'forbidden' })
})
