import { newId } from '@/lib/ids'
import { spread } from './measure'
import type { Serving } from './servers'
import type { Stage } from './stage'

export interface AliasFigures {
  /** Moves that were sent at the same moment, and how often. */
  atOnce: number
  rounds: number
  /** How many moves the history of the alias has, and how many of these do not follow on the one before. */
  told: number
  gaps: number
  /** How many different events of the audit log the history names. */
  events: number
  /** Milliseconds until all of a round were answered. */
  ms: { median: number; max: number }
}

export interface AliasPlan {
  rounds: number
}

const atOnce = 50

/** Moves one alias by many callers at the same moment, over HTTP, and reads its history. */
export async function measureAliases(
  stage: Stage,
  hub: Serving,
  { rounds }: AliasPlan,
): Promise<AliasFigures> {
  const { slug, versions } = await modelOfMany(stage)
  const path = `/models/${slug}/aliases/bench-${newId().slice(-12)}`
  const ask = async <T>(method: string, at: string, body?: object): Promise<T> => {
    const answer = await fetch(`${hub.url}/api/v1/${stage.landmarks.org}${at}`, {
      method,
      headers: {
        authorization: `Bearer ${stage.secrets.admin}`,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const since = performance.now()
    const moves = Array.from({ length: atOnce }, (_, n) =>
      ask('PUT', path, { version: versions[n % versions.length], note: `${round}.${n}` }),
    )
    await Promise.all(moves)
    times.push(performance.now() - since)
  }
  const history = await ask<{ items: Move[] }>('GET', `${path}/history?limit=500`)
  const { median, max } = spread(times)
  return { atOnce, rounds, ...chained(history.items.toReversed()), ms: { median, max } }
}

interface Move {
  from: string | null
  to: string | null
  event: { id: string } | null
}

/** Each move is to begin where the one before ended, and the first one nowhere. */
function chained(moves: readonly Move[]) {
  const gaps = moves.filter(({ from }, n) => from !== (moves[n - 1]?.to ?? null)).length
  const events = new Set(moves.flatMap(({ event }) => event?.id ?? [])).size
  return { told: moves.length, gaps, events }
}

async function modelOfMany(stage: Stage): Promise<{ slug: string; versions: number[] }> {
  const { rows } = await stage.database.read.execute<{ slug: string; versions: number[] }>(`
    select m.slug, (array_agg(v.number order by v.number))[1:5] as versions
    from versions v join models m on m.id = v.model_id
    where v.life = 'live' and m.life = 'live' group by m.id having count(*) >= 5 limit 1`)
  const [found] = rows
  if (!found) throw new Error('A model with five versions is needed.')
  return found
}
