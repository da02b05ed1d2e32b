import { and, asc, eq, gte, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { runLogs, runProgress } from '@/db/schema/tables'
import type { Tx } from '../door'
import { AppError, conflict } from '../errors'
import { ingest } from '../ingest'
import { query } from '../query'
import { findRun, RunRef } from './find'
import { heartbeat } from './heartbeat'

const mebibyte = 1024 * 1024
const maxLog = 1024 * mebibyte

/**
 * Adds bytes to the log of a running run at a byte offset. What is already there may be sent again; a
 * gap or other bytes in the same place are a conflict with `details.expected`. 1 MiB a call.
 */
export const appendLog = ingest({
  action: 'run.report',
  input: RunRef.extend({
    offset: z.coerce.number('Write a number of bytes.').int().min(0),
    bytes: z
      .custom<Uint8Array>((bytes) => bytes instanceof Uint8Array, 'Send bytes.')
      .refine((bytes) => bytes.length <= mebibyte, 'At most 1 MiB of log a call.'),
  }),
  load: (tx, input, ctx) => findRun(tx, ctx, input),

  async run({ tx, subject, input, ctx }) {
    const { run, uri } = subject
    const { logBytes } = await heartbeat(tx, ctx, subject)
    const bytes = Buffer.from(input.bytes)
    const details = { expected: logBytes }
    if (input.offset > logBytes)
      throw conflict(`The log of ${uri} holds ${logBytes} bytes. Continue there.`, { details })
    const known = bytes.subarray(0, logBytes - input.offset)
    if (!known.equals(await held(tx, run.id, input.offset, known.length)))
      throw conflict(`The log of ${uri} holds other bytes there. Continue at ${logBytes}.`, {
        details,
      })
    const fresh = bytes.subarray(known.length)
    const total = logBytes + fresh.length
    if (total > maxLog)
      throw new AppError('too_large', 'The log of a run holds at most 1 GiB. It is kept so far.')
    if (fresh.length === 0) return { size: logBytes }
    await tx.insert(runLogs).values({ runId: run.id, offset: logBytes, bytes: fresh })
    await tx.update(runProgress).set({ logBytes: total }).where(eq(runProgress.runId, run.id))
    return { size: total }
  },
})

export interface LogReader {
  /** Bytes in all, now. */
  size: number
  /** The bytes from `start` up to, not including, `end`, in pieces; at most a few MiB in memory. */
  read(range?: { start?: number; end?: number }): AsyncGenerator<Buffer>
}

/** Opens the log of a run for reading. */
export const readLog = query({
  action: 'run.read',
  input: RunRef,
  load: (db, input, ctx) => findRun(db, ctx, input),

  async run({ db, subject }): Promise<LogReader> {
    const runId = subject.run.id
    const [progress] = await db
      .select({ size: runProgress.logBytes })
      .from(runProgress)
      .where(eq(runProgress.runId, runId))
    const size = progress?.size ?? 0
    return { size, read: ({ start = 0, end = size } = {}) => pieces(runId, start, end) }
  },
})

async function* pieces(runId: string, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; ) {
    const part = await stretch(database().read, runId, at, Math.min(end, at + mebibyte))
    // Shorter than asked: the log ends here.
    if (part.length === 0) return
    yield part
    at += part.length
  }
}

/** The bytes that the log holds from `offset` on, `length` at most. */
async function held(tx: Tx, runId: string, offset: number, length: number): Promise<Buffer> {
  return length === 0 ? Buffer.alloc(0) : stretch(tx, runId, offset, offset + length)
}

async function stretch(db: Pick<Tx, 'select'>, runId: string, start: number, end: number) {
  const rows = await db
    .select({ offset: runLogs.offset, bytes: runLogs.bytes })
    .from(runLogs)
    .where(
      and(
        eq(runLogs.runId, runId),
        lt(runLogs.offset, end),
        gte(
          runLogs.offset,
          sql`(select coalesce(max(l.offset), 0) from run_logs l
            where l.run_id = ${runId} and l.offset <= ${start})`,
        ),
      ),
    )
    .orderBy(asc(runLogs.offset))
  const first = rows[0]?.offset ?? start
  return Buffer.concat(rows.map(({ bytes }) => bytes)).subarray(start - first, end - first)
}
