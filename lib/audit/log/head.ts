import { sql } from 'drizzle-orm'
import type { ReadDb } from '@/db/client'
import type { Hash } from './merkle'

/** What a log has become: its newest checkpoint. */
export interface Head {
  logId: string
  origin: string
  size: number
  root: Hash
  note: string
  sealedAt: Date
}

/** The head of a log; null before its first event was sealed. */
export async function headOf(db: ReadDb, logId: string): Promise<Head | null> {
  const { rows } = await db.execute<
    Record<'origin' | 'size' | 'note' | 'at', string> & { root: Hash }
  >(sql`
    select l.origin, c.size, c.root, c.note, c.at from audit_logs l
    join audit_checkpoints c on c.log_id = l.log_id
    where l.log_id = ${logId} order by c.size desc limit 1`)
  const [row] = rows
  if (!row) return null
  const { origin, root, note } = row
  return { logId, origin, size: Number(row.size), root, note, sealedAt: new Date(row.at) }
}
