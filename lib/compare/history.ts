import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { definitionsOf } from '../metrics/definitions'
import { type Meaning, meaningOf } from '../metrics/direction'
import { findModel, ModelRef } from '../models/find'
import { query } from '../query'
import type { State } from '../versions/state'
import { Key, type MetricValue } from '../view'

/** The most versions that are followed: the newest. */
const mostFollowed = 200

export interface FollowedVersion {
  version: number
  state: State
  /** What `latest` means now. */
  latest: boolean
  value: MetricValue | null
}

export interface MetricHistory {
  key: string
  meaning: Meaning
  /** By number, the oldest first. */
  versions: FollowedVersion[]
  /** There are older ones, which are left out. */
  more: boolean
}

/** One metric over the live versions of a model, in two queries. */
export const getMetricHistory = query({
  action: 'version.read',
  input: ModelRef.extend({
    key: Key,
    limit: z.int().min(1).max(mostFollowed).default(mostFollowed),
  }),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject: { model, access }, input: { key, limit } }): Promise<MetricHistory> {
    const { rows } = await db.execute<FollowedVersion & Record<string, unknown>>(sql`
      select v.number as version, v.state, v.id is not distinct from ${model.latestVersionId}::uuid as latest,
        (select to_json(m.value) from version_metrics m where m.version_id = v.id and m.key = ${key}) as value
      from versions v where v.model_id = ${model.id} and v.life = 'live'
      order by v.number desc limit ${limit + 1}`)
    const meaning = meaningOf(key, await definitionsOf(db, access.organizationId, [key]))
    const versions = rows.slice(0, limit).reverse()
    return { key, meaning, versions, more: rows.length > limit }
  },
})
