import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { connect } from '@/db/connection'
import { newId } from '../../ids'
import { createProject } from '../../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../../testing/hub'
import { sealRound } from './seal'
import { sealedOrganization } from './testing'
import { verifyLog } from './verify'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await sealedOrganization(hub, { events: 3 })
})
afterAll(() => hub.close())

it('nothing is lost or doubled when a process is killed in the middle of sealing', async () => {
  for (let n = 0; n < 5; n++)
    await createProject(acme.as('maintainer'), { org: acme.slug, name: `K${n}`, slug: `k${n}` })
  const owner = connect(hub.ownerUrl, { max: 2 })
  const { xid, release } = await holdPlace(owner, 7)
  const sealer = startSealer()
  try {
    // Four of the five have their places, and the last waits for the one that is held.
    await vi.waitFor(async () => expect(await isWaited(owner, xid)).toBe(true), 20_000)
    sealer.kill('SIGKILL')
    await once(sealer, 'exit')
    expect(await counts()).toEqual({ sealed: 3, waiting: 5 })
  } finally {
    sealer.kill('SIGKILL')
    await release()
  }
  // PostgreSQL takes a moment to find out that nobody is there any more.
  await vi.waitFor(async () => expect(await sealRound()).toMatchObject({ events: 5 }), 20_000)
  expect(await counts()).toEqual({ sealed: 8, waiting: 0 })
  expect(await verifyLog(acme.id)).toMatchObject({ ok: true, size: 8, events: 8 })
  await owner.end()
}, 60_000)

function startSealer() {
  return spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'sealer.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: hub.appUrl,
      HUB_DATA_DIR: hub.dataDir,
      HUB_LOG: 'silent',
    },
  })
}

/** Takes a place in the log that was not given yet, without committing it; answers how to give it back. */
async function holdPlace(owner: ReturnType<typeof connect>, index: number) {
  const client = await owner.connect()
  await client.query('begin')
  await client.query(
    'insert into audit_leaves (log_id, index, event_id, hash) values ($1, $2, $3, $4)',
    [acme.id, index, newId(), Buffer.alloc(32)],
  )
  const { rows } = await client.query<{ xid: string }>('select pg_current_xact_id()::text as xid')
  const release = async () => {
    await client.query('rollback')
    client.release()
  }
  return { xid: rows[0]?.xid, release }
}

async function isWaited(owner: ReturnType<typeof connect>, xid: string | undefined) {
  const { rowCount } = await owner.query(
    `select 1 from pg_locks where not granted and locktype = 'transactionid' and transactionid = $1::xid`,
    [xid],
  )
  return rowCount === 1
}

async function counts() {
  const { rows } = await hub.database.read.execute<{ sealed: number; waiting: number }>(sql`
    select (select count(*)::int from audit_leaves where log_id = ${acme.id}) as sealed,
      (select count(*)::int from audit_pending) as waiting`)
  return rows[0]
}
