import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { Receipt, receiptOf, receiptUrl } from '../audit/log/receipts'
import { log } from '../log'
import { numbered, type Results, VersionResult } from './result'
import { Version } from './view'

const proven = {
  receipt: Receipt.nullable().describe('Null where it was not to be had at once: ask receiptUrl'),
  receiptUrl: z.string().nullable().describe('Where the receipt is had, now and later'),
}

/** A version just decided on, with the receipt of the decision. */
export const DecidedVersion = Version.extend({
  ...proven,
  stopped: z
    .array(z.object({ deployment: z.string(), revision: z.int() }))
    .optional()
    .describe('The deployments that it was stopped in, with the revision that did that'),
}).meta({ id: 'DecidedVersion' })
export type DecidedVersion = z.infer<typeof DecidedVersion>

/** What became of several decisions, each with its receipt. */
export const DecidedResults = z.object({
  results: z.array(VersionResult.extend(proven).meta({ id: 'DecidedResult' })),
})
export type DecidedResults = z.infer<typeof DecidedResults>

/** Adds the receipt of a decision: of the newest one, where the answer does not say of which. Never throws: the decision is made. */
export async function withReceipt(
  org: string,
  { eventId, ...version }: Version & { eventId?: string; stopped?: DecidedVersion['stopped'] },
): Promise<DecidedVersion> {
  const { model, version: number } = version
  const [proof] = await receiptsOf(org, [{ model, version: number, eventId }])
  return { ...version, ...(proof ?? without) }
}

/** Adds the receipts of the decisions that were made; waits for all of them once. */
export async function withReceipts(org: string, { results }: Results): Promise<DecidedResults> {
  const done = results.filter(({ ok }) => ok)
  const proofs = await receiptsOf(
    org,
    done.map(({ uri }) => numbered(uri, org)),
  )
  const proofOf = new Map(done.map((result, n) => [result, proofs[n] ?? without]))
  return { results: results.map((result) => ({ ...result, ...(proofOf.get(result) ?? without) })) }
}

type VersionOf = { model: string; version: number }

type Proven = { receipt: Receipt | null; receiptUrl: string | null }
const without: Proven = { receipt: null, receiptUrl: null }

async function receiptsOf(
  org: string,
  decided: (VersionOf & { eventId?: string | undefined })[],
): Promise<Proven[]> {
  try {
    const found = await eventsOf(
      org,
      decided.filter(({ eventId }) => eventId === undefined),
    )
    const events = decided.map((of) => of.eventId ?? found.get(keyOf(of)) ?? null)
    const receipts = await receiptOf(events.filter((event) => event !== null))
    return events.map((event) =>
      event === null
        ? without
        : { receipt: receipts.get(event) ?? null, receiptUrl: receiptUrl(org, event) },
    )
  } catch (error) {
    log().warn({ err: error }, 'a decision was made, and its receipt was not to be had')
    return decided.map(() => without)
  }
}

/** The events of the newest decisions on some versions, in one query. */
async function eventsOf(org: string, versions: readonly VersionOf[]): Promise<Map<string, string>> {
  if (versions.length === 0) return new Map()
  const named = sql.param(versions.map(({ model }) => model))
  const numbers = sql.param(versions.map(({ version }) => version))
  const { rows } = await database().read.execute<VersionOf & { event: string | null }>(sql`
    select w.model, w.number as version, d.event_id as event
    from unnest(${named}::text[], ${numbers}::int[]) as w(model, number)
    join organizations o on o.slug = ${org}
    join models m on m.organization_id = o.id and m.slug = w.model
    join versions v on v.model_id = m.id and v.number = w.number
    cross join lateral (select d.event_id from decisions d where d.version_id = v.id
      order by d.at desc, d.id desc limit 1) d`)
  return new Map(rows.flatMap((row) => (row.event === null ? [] : [[keyOf(row), row.event]])))
}

const keyOf = ({ model, version }: VersionOf) => `${model} ${version}`
