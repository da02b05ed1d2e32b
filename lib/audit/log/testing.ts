import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connect } from '@/db/connection'
import { createProject } from '../../projects/create'
import type { TestHub, TestOrganization } from '../../testing/hub'
import { headOf } from './head'
import { publishDue } from './publish'
import { auditExport } from './queries'
import { sealRound } from './seal'

/** An organization with `events` events, the first `apart` of which were sealed one by one. */
export async function sealedOrganization(
  hub: TestHub,
  { events, apart = events }: { events: number; apart?: number },
): Promise<TestOrganization> {
  const acme = await hub.organization()
  await sealRound()
  // The one that made the organization is the first.
  for (let n = 1; n < events; n++) {
    await createProject(acme.as('maintainer'), { org: acme.slug, name: `P${n}`, slug: `p${n}` })
    if (n < apart) await sealRound()
  }
  await sealRound()
  await publishDue()
  return acme
}

/** Changes the record as only the owner of the tables can: with the triggers off. */
export async function meddle(hub: TestHub, sql: string, ...values: unknown[]): Promise<void> {
  const owner = connect(hub.ownerUrl, { max: 1 })
  const tables = ['audit_events', 'audit_leaves', 'audit_nodes', 'audit_checkpoints']
  try {
    for (const table of tables) await owner.query(`alter table ${table} disable trigger user`)
    await owner.query(sql, values)
    for (const table of tables) await owner.query(`alter table ${table} enable trigger user`)
  } finally {
    await owner.end()
  }
}

/** The id of the event at a place. */
export async function eventAt(hub: TestHub, acme: TestOrganization, index: number) {
  const owner = connect(hub.ownerUrl, { max: 1 })
  const { rows } = await owner.query<{ id: string }>(
    'select event_id as id from audit_leaves where log_id = $1 and index = $2',
    [acme.id, index],
  )
  await owner.end()
  return rows[0]?.id ?? ''
}

export async function exportText(
  acme: TestOrganization,
  window: { from?: string; to?: string } = {},
): Promise<string> {
  let text = ''
  const lines = await auditExport(acme.as('auditor'), { org: acme.slug, ...window })
  for await (const line of lines) text += line
  return text
}

/** What the verifier says of an export, run as an auditor runs it. */
export async function offline(hub: TestHub, text: string, ...words: string[]) {
  const file = join(hub.dataDir, `export-${Math.random()}.jsonl`)
  await writeFile(file, text)
  const verifier = join(import.meta.dirname, '../verifier/verify-audit.mjs')
  return promisify(execFile)(process.execPath, [verifier, file, ...words]).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stdout, stderr }) => ({ code, said: stdout + stderr }),
  )
}

export async function noteOf(hub: TestHub, acme: TestOrganization): Promise<string> {
  return (await headOf(hub.database.read, acme.id))?.note ?? ''
}
