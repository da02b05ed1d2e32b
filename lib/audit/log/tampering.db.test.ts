import { createHash } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../ids'
import { type TestHub, type TestOrganization, testHub } from '../../testing/hub'
import { eventAt, exportText, meddle, noteOf, offline, sealedOrganization } from './testing'
import { verifyLog } from './verify'

let hub: TestHub

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

const leafOf = (body: string) => createHash('sha256').update('\0').update(body).digest()

async function bodyOf(acme: TestOrganization, index: number): Promise<string> {
  const { rows } = await hub.database.read.execute<{ body: string }>(sql`
    select body from audit_events where id = ${await eventAt(hub, acme, index)}`)
  return rows[0]?.body ?? ''
}

/** Meddles with a log of eight events, and answers what both checks say. */
async function caught(meddling: (acme: TestOrganization) => Promise<void>, events = 8) {
  const acme = await sealedOrganization(hub, { events })
  const before = await exportText(acme)
  expect((await verifyLog(acme.id))?.ok).toBe(true)
  await meddling(acme)
  const online = await verifyLog(acme.id)
  const after = await offline(hub, await exportText(acme))
  expect(await offline(hub, before)).toMatchObject({ code: 0 })
  return { acme, first: online?.problems[0], online, offline: after }
}

describe('who changes the record in SQL is found out, and what they changed is named', () => {
  it('when they alter the text of an event', async () => {
    const found = await caught(async (acme) =>
      meddle(
        hub,
        `update audit_events set body = replace(body, '"done"', '"refused"') where id = $1`,
        await eventAt(hub, acme, 3),
      ),
    )
    expect(found.first).toMatchObject({
      kind: 'altered',
      index: 3,
      event: await eventAt(hub, found.acme, 3),
      action: 'project.create',
    })
    expect(found.offline).toMatchObject({ code: 1 })
    expect(found.offline.said).toContain('Event 3 was altered')
    expect(found.offline.said).toContain(await eventAt(hub, found.acme, 3))
  })

  it('when they delete an event', async () => {
    const found = await caught(async (acme) =>
      meddle(hub, 'delete from audit_events where id = $1', await eventAt(hub, acme, 2)),
    )
    expect(found.first).toMatchObject({ kind: 'missing', index: 2 })
    expect(found.offline.said).toContain('Event 2 was removed')
  })

  it('when they delete an event and its leaf', async () => {
    const found = await caught(async (acme) => {
      const id = await eventAt(hub, acme, 2)
      await meddle(hub, 'delete from audit_events where id = $1', id)
      await meddle(hub, 'delete from audit_leaves where event_id = $1', id)
    })
    expect(found.first).toMatchObject({ kind: 'missing', index: 2 })
    expect(found.offline.said).toContain('Event 2 was removed')
  })

  it('when they exchange two events', async () => {
    const found = await caught(async (acme) => {
      const [one, two] = [await bodyOf(acme, 2), await bodyOf(acme, 5)]
      await meddle(
        hub,
        'update audit_events set body = case when body = $1 then $2 else $1 end where body in ($1, $2)',
        one,
        two,
      )
    })
    expect(found.first).toMatchObject({ kind: 'swapped', index: 2 })
    expect(found.offline.said).toContain(
      'Event 2 was swapped: in its place stands what was sealed as event 5',
    )
  })

  it('when they put an event in', async () => {
    const id = newId()
    const found = await caught((acme) =>
      meddle(
        hub,
        `insert into audit_events (id, organization_id, at, actor_kind, via, action, subject_kind,
          subject_uri, outcome, request_id, body)
        select $1::uuid, organization_id, at, actor_kind, via, action, subject_kind, subject_uri, outcome,
          request_id, jsonb_set(body::jsonb, '{id}', to_jsonb($1::text))::text
        from audit_events where organization_id = $2 order by seq limit 1`,
        id,
        acme.id,
      ),
    )
    expect(found.online?.problems).toContainEqual(
      expect.objectContaining({ kind: 'inserted', index: null, event: id }),
    )
    expect(found.offline).toMatchObject({ code: 1 })
    expect(found.offline.said).toContain(`An event was put in (${id}`)
  })

  it('when they alter only what stands beside the text', async () => {
    const acme = await sealedOrganization(hub, { events: 8 })
    const id = await eventAt(hub, acme, 4)
    await meddle(
      hub,
      `update audit_events set action = 'version.approve', actor_id = $2 where id = $1`,
      id,
      newId(),
    )
    const found = await verifyLog(acme.id)
    expect(found?.problems).toMatchObject([{ kind: 'altered', index: 4, event: id }])
    expect(found?.problems[0]?.message).toContain('actor.id, action beside its text were altered')
    await meddle(hub, `update audit_origins set ip = '203.0.113.9' where event_id = $1`, id)
    expect((await verifyLog(acme.id))?.problems[0]?.message).toContain('origin')
  })

  it('when they take an event out of what is told of its model or project, or put it into another', async () => {
    const acme = await sealedOrganization(hub, { events: 5 })
    const alter = async (index: number, column: string, value: string | null) =>
      meddle(
        hub,
        `update audit_events set ${column} = $2 where id = $1`,
        await eventAt(hub, acme, index),
        value,
      )
    await alter(3, 'project_id', null)
    await alter(4, 'model_id', newId())
    const said = (await verifyLog(acme.id))?.problems.map(({ message }) => message)
    expect(said).toEqual([
      expect.stringMatching(/^Event 3 .*: project beside its text was altered/),
      expect.stringMatching(/^Event 4 .*: model beside its text was altered/),
    ])
  })

  it('when they rewrite an event and its hash', async () => {
    const found = await caught(async (acme) => rewrite(acme, 3))
    expect(found.first).toMatchObject({ kind: 'rewritten', index: 3 })
    expect(found.first?.event).toBe(await eventAt(hub, found.acme, 3))
    expect(found.offline.said).toContain('Event 3 was altered, removed, swapped or put in')
  })

  it('when they rewrite one of several that were sealed together, which are named as one', async () => {
    const acme = await sealedOrganization(hub, { events: 12, apart: 4 })
    await rewrite(acme, 7)
    expect((await verifyLog(acme.id))?.problems[0]).toMatchObject({ kind: 'rewritten', index: 4 })
    const { code, said } = await offline(hub, await exportText(acme))
    expect(code).toBe(1)
    expect(said).toContain('One of the events 4 to 11')
  })

  it('when they cut the end off', async () => {
    const found = await caught(async (acme) => {
      const gone = 'select event_id from audit_leaves where log_id = $1 and index >= 5'
      await meddle(hub, `delete from audit_events where id in (${gone})`, acme.id)
      await meddle(hub, 'delete from audit_leaves where log_id = $1 and index >= 5', acme.id)
    })
    expect(found.first).toMatchObject({ kind: 'missing', index: 5 })
    expect(found.offline.said).toContain('Events 5 to 7 were removed')
  })

  it('when they set the whole log back to an earlier day, by what was published or kept', async () => {
    const acme = await sealedOrganization(hub, { events: 8 })
    const kept = join(hub.dataDir, 'kept')
    await writeFile(kept, await noteOf(hub, acme))
    await setBack(acme, 5)
    expect((await verifyLog(acme.id))?.problems).toMatchObject([{ kind: 'set-back', index: 5 }])
    const { code, said } = await offline(hub, await exportText(acme), '--checkpoint', kept)
    expect(code).toBe(1)
    expect(said).toContain('The log was set back: events 5 to 7')
    // Without either, the log of that day is a good log.
    expect(await offline(hub, await exportText(acme))).toMatchObject({ code: 0 })
    await rm(join(hub.dataDir, 'checkpoints', acme.id), { recursive: true })
    expect((await verifyLog(acme.id))?.ok).toBe(true)
  })
})

/** An event with another text and the hash of that. */
async function rewrite(acme: TestOrganization, index: number) {
  const body = (await bodyOf(acme, index)).replace('"done"', '"refused"')
  const id = await eventAt(hub, acme, index)
  await meddle(
    hub,
    `update audit_events set body = $2, outcome = 'refused' where id = $1`,
    id,
    body,
  )
  await meddle(hub, 'update audit_leaves set hash = $2 where event_id = $1', id, leafOf(body))
}

/** The log as it was at an earlier size, with nothing left of what came after. */
async function setBack(acme: TestOrganization, size: number) {
  const { Frontier } = await import('./merkle')
  const tree = Frontier.empty()
  for (let n = 0; n < size; n++) tree.append(leafOf(await bodyOf(acme, n)))
  const gone = `select event_id from audit_leaves where log_id = $1 and index >= ${size}`
  await meddle(hub, `delete from audit_events where id in (${gone})`, acme.id)
  await meddle(hub, `delete from audit_leaves where log_id = $1 and index >= ${size}`, acme.id)
  await meddle(hub, `delete from audit_checkpoints where log_id = $1 and size > ${size}`, acme.id)
  const frontier = tree.bytes()
  await meddle(
    hub,
    `update audit_logs set size = ${size}, frontier = $2 where log_id = $1`,
    acme.id,
    frontier,
  )
}
