import type { Pool } from 'pg'
import { forReading } from '@/db/client'
import { connect } from '@/db/connection'
import { bareSearches } from './bare-search'
import { lists } from './lists'
import { inTurn } from './measure'
import { recorded, type Sent } from './record'
import { callerOn, type Stage } from './stage'

/** The milliseconds that PostgreSQL takes for one search, each round, and for the same rows asked by hand. */
export interface Searched {
  name: string
  few: number[]
  many: number[]
  bare: number[]
}

interface Asked {
  name: string
  ours: readonly Sent[]
  bare: string
}

/** Replays what the hub sends for each search, on a tenth of the versions and on all of them. */
export async function measureSearch(
  stages: { few: Stage; many: Stage },
  { rounds }: { rounds: number },
  tell: (searched: Searched) => void,
): Promise<Searched[]> {
  const [few, many] = [await askedOf(stages.few), await askedOf(stages.many)]
  const pools = {
    few: connect(stages.few.appUrl, { max: 1, settings: forReading }),
    many: connect(stages.many.appUrl, { max: 1, settings: forReading }),
  }
  try {
    const found: Searched[] = []
    for (const [at, { name, ours, bare }] of many.entries()) {
      const tasks = {
        few: timed(pools.few, few[at]?.ours ?? []),
        many: timed(pools.many, ours),
        bare: timed(pools.many, [{ text: bare, values: [], rows: [] }]),
      }
      for (const task of Object.values(tasks)) await task()
      const searched = { name, ...(await inTurn(rounds, tasks)) }
      tell(searched)
      found.push(searched)
    }
    return found
  } finally {
    await Promise.all([pools.few.end(), pools.many.end()])
  }
}

async function askedOf(stage: Stage): Promise<Asked[]> {
  const asked: Asked[] = []
  for (const { name, as, ask } of lists(stage.landmarks)) {
    const bare = bareSearches[name]
    if (bare === undefined) continue
    const caller = await callerOn(stage, as)
    const { sent } = await recorded(() => ask(caller))
    asked.push({ name, ours: sent, bare })
  }
  return asked
}

/** One after the other, several times: milliseconds of one time. */
function timed(pool: Pool, sent: readonly Sent[]): () => Promise<number> {
  const times = 5
  return async () => {
    const since = performance.now()
    for (let time = 0; time < times; time++)
      for (const { text, values } of sent) await pool.query({ text, values, rowMode: 'array' })
    return (performance.now() - since) / times
  }
}
