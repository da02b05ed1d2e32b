import { eq } from 'drizzle-orm'
import { runParams, runs } from '@/db/schema/tables'
import type { ReadDb, Tx } from '../door'
import type { Json } from '../view'

/** A number as JSON spells it. */
const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

/**
 * What a logged text means: MLflow keeps `str()` of what Python had, so `0.5` was a number and `True` a truth
 * value. A number that would not stay what it is, such as a long id of digits, stays text.
 */
export function paramValue(text: string): Json {
  if (text === 'True') return true
  if (text === 'False') return false
  if (!number.test(text)) return text
  const value = Number(text)
  const isExact = Number.isSafeInteger(value) || (Number.isFinite(value) && !/^-?\d+$/.test(text))
  return isExact ? value : text
}

export const paramValues = (logged: Record<string, string>): Record<string, Json> =>
  Object.fromEntries(Object.entries(logged).map(([key, text]) => [key, paramValue(text)]))

/**
 * The parameters of a run as they are by now. Those that an MLflow client logs are kept beside the run until
 * it ends, so whoever reads them before then reads both.
 */
export async function liveParams(db: ReadDb, runId: string): Promise<Params> {
  const { held, logged } = await readParams(db, runId)
  return { ...held, ...logged }
}

/** Keeps with a locked run the parameters that were logged of it. Answers all that it has. */
export async function foldParams(tx: Tx, runId: string): Promise<Params> {
  const { held, logged } = await readParams(tx, runId)
  if (Object.keys(logged).length === 0) return held
  const params = { ...held, ...logged }
  await tx.update(runs).set({ params }).where(eq(runs.id, runId))
  return params
}

type Params = Record<string, Json>

async function readParams(db: ReadDb, runId: string): Promise<{ held: Params; logged: Params }> {
  const rows = await db
    .select({ held: runs.params, key: runParams.key, value: runParams.value })
    .from(runs)
    .leftJoin(runParams, eq(runParams.runId, runs.id))
    .where(eq(runs.id, runId))
  const logged = rows.flatMap(({ key, value }) =>
    key === null || value === null ? [] : [[key, paramValue(value)] as const],
  )
  return { held: rows[0]?.held ?? {}, logged: Object.fromEntries(logged) }
}
