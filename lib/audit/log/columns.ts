import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { ReadDb } from '@/db/client'
import { canonical } from '../event'
import type { Problem } from '../verifier/verify-audit.mjs'
import { ofLog } from './export'

const pageSize = 2000
const mostProblems = 20

interface Row extends Record<string, unknown> {
  seq: string
  index: string | null
  id: string
  body: string
  told: Record<string, string | null>
  within: Record<string, string | null>
  ofModel: boolean
  salt: string | null
  personal: { ip: string | null; userAgent: string | null; client: string | null }
}

/**
 * Whether what stands beside the sealed texts, for filtering and for display, still says what they say: the
 * columns of the events, and where each came from as long as that is kept.
 */
export async function columnProblems(db: ReadDb, logId: string): Promise<Problem[]> {
  const problems: Problem[] = []
  for (let after: string | null = '-1'; after !== null; ) {
    const rows: Row[] = await page(db, logId, after)
    for (const row of rows) {
      const said = unlike(row)
      if (said.length > 0 && problems.length < mostProblems) problems.push(problemOf(row, said))
    }
    after = rows.at(-1)?.seq ?? null
  }
  return problems
}

async function page(db: ReadDb, logId: string, after: string): Promise<Row[]> {
  const { rows } = await db.execute<Row>(sql`
    select e.seq, l.index, e.id, e.body, json_build_object(
        'id', e.id, 'organization', e.organization_id,
        'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'actor.id', e.actor_id, 'actor.kind', e.actor_kind, 'onBehalfOf', e.on_behalf_of, 'via', e.via,
        'action', e.action, 'subject.kind', e.subject_kind, 'subject.id', e.subject_id,
        'subject.uri', e.subject_uri, 'outcome', e.outcome, 'requestId', e.request_id) as told,
      json_build_object('model', e.model_id, 'project', e.project_id) as within,
      e.subject_kind <> 'model' or e.model_id is not distinct from e.subject_id as "ofModel",
      o.salt, json_build_object('ip', o.ip, 'userAgent', o.user_agent, 'client', o.client) as personal
    from audit_events e
    left join audit_leaves l on l.event_id = e.id
    left join audit_origins o on o.event_id = e.id
    where ${ofLog(logId)} and e.seq > ${after} order by e.seq limit ${pageSize}`)
  return rows
}

/** The columns that say something else than the text. */
function unlike({ body, told, within, ofModel, salt, personal }: Row): string[] {
  const event = parsed(body)
  // The sealed log says of it what there is to say.
  if (!event) return []
  const wrong = Object.entries(told).flatMap(([path, value]) => {
    const recorded = path.split('.').reduce<unknown>((of, name) => fieldOf(of, name), event)
    return recorded === value ? [] : [path]
  })
  // Events from before the log was sealed do not say it; of those about a model itself it is known.
  for (const [name, value] of Object.entries(within))
    if (Object.hasOwn(event, name) && event[name] !== value) wrong.push(name)
  if (!ofModel && !wrong.includes('model')) wrong.push('model')
  if (salt !== null && event.origin !== digestOf(salt, personal)) wrong.push('origin')
  return wrong
}

function digestOf(salt: string, personal: Row['personal']): string {
  return createHash('sha256').update(salt).update(canonical(personal)).digest('hex')
}

function parsed(body: string): Record<string, unknown> | null {
  try {
    return JSON.parse(body) as Record<string, unknown>
  } catch {
    return null
  }
}

function fieldOf(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && Object.hasOwn(of, name)
    ? (of as Record<string, unknown>)[name]
    : undefined
}

function problemOf({ index, id, told }: Row, wrong: string[]): Problem {
  const place = index === null ? `An event` : `Event ${index}`
  const action = told.action ?? null
  return {
    kind: 'altered',
    index: index === null ? null : Number(index),
    event: id,
    action,
    message: `${place} (${id}, ${action}) is shown and found by what it does not say: ${wrong.join(', ')} beside its text ${wrong.length > 1 ? 'were' : 'was'} altered.`,
  }
}
