import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { publicOrigin } from '../../env'
import { log } from '../../log'
import { aside } from '../../place'
import { groups } from './groups'
import { inclusionProof } from './merkle'
import { proofText } from './proof'
import { sealRound } from './seal'
import { treeOf } from './tree'

const patienceMs = 2000
const everyMs = 50

export const Receipt = z
  .object({
    index: z.number().int().describe('Place in the sealed log of the organization'),
    url: z.url().describe('Where the proof is had again'),
    proof: z.string().describe('c2sp.org/tlog-proof@v1: what shows that it is there'),
  })
  .meta({ id: 'Receipt' })
export type Receipt = z.infer<typeof Receipt>

/** Where the receipt of an event is had, now or as soon as it is sealed. */
export function receiptUrl(org: string, eventId: string): string {
  return `${publicOrigin()}/api/v1/${org}/audit/proof?event=${eventId}`
}

/**
 * The receipts of events of organizations, by the events' ids. Waits until they are sealed, for all of them
 * once and two seconds at most; who is not by then has null, as have events that are not there. Never
 * throws: what it is about was committed before.
 */
export async function receiptOf(eventIds: readonly string[]): Promise<Map<string, Receipt | null>> {
  const none = new Map<string, Receipt | null>(eventIds.map((id) => [id, null]))
  if (eventIds.length === 0) return none
  try {
    return new Map([...none, ...(await proven(await sealedPlaces(eventIds)))])
  } catch (error) {
    log().warn({ err: error }, 'receipts were not to be had; their addresses still tell them')
    return none
  }
}

interface Place extends Record<string, unknown> {
  event: string
  logId: string
  index: string
}

/** Where the events are, as soon as all have a place or the time is up. */
async function sealedPlaces(eventIds: readonly string[]): Promise<Place[]> {
  const until = Date.now() + patienceMs
  // Whoever waits need not wait for the next round of the sequencer.
  await sealRound()
  for (;;) {
    const { rows } = await database().read.execute<Place>(sql`
      select event_id as event, log_id as "logId", index from audit_leaves
      where event_id = any(${sql.param([...eventIds])}::uuid[])`)
    if (rows.length >= new Set(eventIds).size || Date.now() >= until) return rows
    await aside(() => sleep(everyMs))
  }
}

async function proven(places: Place[]): Promise<[string, Receipt][]> {
  const logs = groups(places, ({ logId }) => logId)
  const receipts = await Promise.all([...logs].map(([logId, own]) => ofLog(logId, own)))
  return receipts.flat()
}

async function ofLog(logId: string, places: Place[]): Promise<[string, Receipt][]> {
  const db = database().read
  const { rows } = await db.execute<{ slug: string; size: string; note: string }>(sql`
    select o.slug, c.size, c.note from organizations o
    join audit_logs l on l.log_id = o.id
    join audit_checkpoints c on c.log_id = l.log_id and c.size = l.size
    where o.id = ${logId}`)
  const [head] = rows
  if (!head) return []
  const tree = treeOf(db, logId)
  return Promise.all(
    places.map(async (place): Promise<[string, Receipt]> => {
      const index = Number(place.index)
      const url = `${publicOrigin()}/api/v1/${head.slug}/audit/proof?index=${index}`
      const path = await inclusionProof(index, Number(head.size), tree)
      return [place.event, { index, url, proof: proofText(index, path, head.note) }]
    }),
  )
}
