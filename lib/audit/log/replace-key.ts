import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import type { Ctx } from '../../actor'
import { command } from '../../command'
import { conflict, notFound } from '../../errors'
import { systemLog } from '../event'
import { type Head, headOf } from './head'
import { auditKey, keyFile, readKey, rereadKey, writeKey } from './key'
import { signaturesOf, verifierKey } from './note'
import { publishDue } from './publish'
import { sealRound } from './seal'

/**
 * Gives the logs of the hub a new key. The one before stays beside it, where it is not lost; each log says
 * that it was replaced, and the new key signs from there on. Answers what is to be told to whoever verifies.
 */
export async function replaceAuditKey(
  ctx: Ctx,
): Promise<{ keptAs: string | null; keys: string[] }> {
  const logs = await headsOf()
  if (logs.length === 0) throw notFound('Nothing was sealed yet, so there is no key to replace.')
  const file = keyFile()
  const before = await readKey(file, false).catch(() => null)
  const keptAs =
    before && `${file}.before-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}`
  // What waits was done under the old key, which signs it where it can.
  if (before) await drain(before)
  if (keptAs) await rename(file, keptAs)
  await writeKey(file, generateKeyPairSync('ed25519').privateKey)
  rereadKey()
  const key = await auditKey()
  for (const head of logs) await rekey(ctx, { head, key: verifierKey(head.origin, key) })
  await drain(key)
  await publishDue()
  return { keptAs, keys: logs.map(({ origin }) => verifierKey(origin, key)) }
}

const rekey = command({
  action: 'audit.rekey',
  input: z.object({ head: z.custom<Head>(), key: z.string() }),
  load: async (tx, { head: { logId } }) => {
    if (logId === systemLog)
      return subjectOf({ kind: 'hub', id: null, uri: '/', organizationId: null })
    const { rows } = await tx.execute<{ slug: string }>(
      sql`select slug from organizations where id = ${logId}`,
    )
    const uri = `/${rows[0]?.slug ?? ''}`
    return subjectOf({ kind: 'organization', id: logId, uri, organizationId: logId })
  },
  async run({ input: { head, key } }) {
    const ids = signaturesOf(head.note).map(({ id }) => id.toString('hex'))
    return { result: undefined, change: { before: { keyId: ids.join(' ') }, after: { key } } }
  },
})

function subjectOf<E extends { organizationId: string | null }>(event: E) {
  return { event, access: { organizationId: event.organizationId ?? systemLog } }
}

async function drain(key: KeyObject): Promise<void> {
  for (let sealed = await sealRound({ key, replace: true }); sealed?.events; ) {
    sealed = await sealRound({ key, replace: true })
  }
  const { rows } = await database().read.execute<{ any: boolean }>(
    sql`select exists (select 1 from audit_pending) as any`,
  )
  if (rows[0]?.any)
    throw conflict('The log is being sealed by a running hub. Stop it, and try again.')
}

async function headsOf(): Promise<Head[]> {
  const db = database().read
  const { rows } = await db.execute<{ id: string }>(
    sql`select log_id as id from audit_logs order by log_id`,
  )
  const heads = await Promise.all(rows.map(({ id }) => headOf(db, id)))
  return heads.filter((head) => head !== null)
}
