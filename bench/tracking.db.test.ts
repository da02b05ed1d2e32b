import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forReading } from '@/db/client'
import { connect } from '@/db/connection'
import { kept } from '@/db/kept'
import type { Ctx } from '@/lib/actor'
import { entriesIn } from '@/lib/artifacts/files'
import { searchLoggedModels } from '@/lib/mlflow-search/logged-models'
import { searchModelVersions } from '@/lib/mlflow-search/model-versions'
import { searchRegisteredModels } from '@/lib/mlflow-search/registered-models'
import { searchRuns } from '@/lib/mlflow-search/runs'
import { getRegistered, getRegisteredVersion, resolveAlias } from '@/lib/registered/read'
import { type TestHub, testHub } from '@/lib/testing/hub'
import { hexOf } from '@/lib/tracking/ids'
import { getTrackedRun } from '@/lib/tracking/queries'
import { getVersion } from '@/lib/versions/queries'
import type { List } from './lists'
import { explainLists, type Plan } from './plans'
import { recorded } from './record'
import { callerOn, fillDatabase, openStage, type Stage } from './stage'
import { seedTracking } from './tracking-seed'

// Large enough that reading a table whole is the slower way.
const size = { models: 2000, versions: 12_000 }
const runs = 12_000

let hub: TestHub
let stage: Stage
let owner: Pool
let run: string
let aliased: { name: string; alias: string }
let plans: Map<string, Plan>

const org = 'bench'
const experiments = ['1']
const searches: Record<string, (ctx: Ctx) => Promise<unknown>> = {
  'versions, last changed first': (ctx) => searchModelVersions(ctx, { org, maxResults: 10 }),
  'versions by a tag': (ctx) => searchModelVersions(ctx, { org, filter: "tags.team = 'team-7'" }),
  'versions by two tags': (ctx) =>
    searchModelVersions(ctx, { org, filter: "tags.team = 'team-7' AND tags.stage = 'stage-1'" }),
  'versions by name': (ctx) =>
    searchModelVersions(ctx, { org, filter: `name = '${stage.landmarks.smallModel}'` }),
  'approved versions of a name': (ctx) =>
    searchModelVersions(ctx, {
      org,
      filter: `name = '${stage.landmarks.smallModel}' AND tags.hub.approval = 'approved'`,
    }),
  'versions by run': (ctx) =>
    searchModelVersions(ctx, { org, filter: `run_id = '${'a'.repeat(32)}'` }),
  'versions by source': (ctx) =>
    searchModelVersions(ctx, { org, filter: "source_path = 'runs:/abc/model'" }),
  'models by name': (ctx) => searchRegisteredModels(ctx, { org, maxResults: 10 }),
  'models by a tag': (ctx) => searchRegisteredModels(ctx, { org, filter: "tags.team = 'team-7'" }),
  'runs, last started first': (ctx) =>
    searchRuns(ctx, { ...inDefault, experiments, maxResults: 10 }),
  'runs by a tag and a metric': (ctx) =>
    searchRuns(ctx, {
      ...{ ...inDefault, experiments },
      filter: "tags.team = 'team-7' AND metrics.accuracy > 0.5",
    }),
  'runs by a parameter and a metric': (ctx) =>
    searchRuns(ctx, {
      ...{ ...inDefault, experiments },
      filter: "params.lr = '7' AND metrics.accuracy > 0.5",
      orderBy: ['metrics.accuracy DESC'],
    }),
  'candidates, newest first': (ctx) =>
    searchLoggedModels(ctx, { ...inDefault, experiments, maxResults: 10 }),
}
const inDefault = { org, project: 'default' }

beforeAll(async () => {
  hub = await testHub()
  await fillDatabase(hub, size, process.cwd())
  await seedTracking(hub.ownerUrl, { runs })
  stage = await openStage(hub, size)
  owner = connect(hub.ownerUrl, { max: 1, settings: forReading })
  const ctx = {
    admin: await callerOn(stage, 'admin'),
    contributor: await callerOn(stage, 'contributor'),
  }
  const lists = Object.entries(searches).map(
    ([name, ask]): List => ({
      name,
      ask,
      as: 'contributor',
      path: null,
      timed: false,
      searches: true,
    }),
  )
  const told = await explainLists(owner, lists, ctx)
  plans = new Map(told.map((plan) => [plan.list, plan]))
  const { rows } = await owner.query<{ id: string }>(
    'select run_id as id from tracked_runs limit 1',
  )
  run = hexOf(rows[0]?.id ?? '')
  const named = await owner.query<typeof aliased>(
    `select m.slug as name, a.name as alias from aliases a
      join models m on m.id = a.model_id and m.life = 'live' and m.access_mode = 'organization' limit 1`,
  )
  aliased = named.rows[0] ?? { name: '', alias: '' }
}, 180_000)
afterAll(async () => {
  await owner?.end()
  await stage?.database.close()
  await hub.close()
})

describe('what MLflow clients search for', () => {
  it.each([
    ['versions, last changed first', 'versions_touched_index'],
    ['versions by a tag', 'version_tags_value_index'],
    ['versions by two tags', 'version_tags_value_index'],
    ['versions by name', 'models_registered_name_index'],
    ['approved versions of a name', 'models_registered_name_index'],
    ['versions by run', 'version_origins_run_index'],
    ['versions by source', 'version_origins_source_index'],
    ['models by name', 'models_registered_name_index'],
    ['models by a tag', 'model_tags_value_index'],
    ['runs, last started first', 'tracked_runs_started_index'],
    ['runs by a tag and a metric', 'run_tags_value_index'],
    ['runs by a parameter and a metric', 'run_params_value_index'],
    ['candidates, newest first', 'logged_models_created_index'],
  ])('finds %s by %s, and reads no table from end to end', (name, index) => {
    const plan = plans.get(name)
    expect(plan?.indexes).toContain(index)
    expect(plan?.scanned).toEqual([])
    expect(plan?.rowsRead).toBeLessThan(size.versions / 2)
  })
})

it('finds what lies in a folder of a run of many files by a range of an index', async () => {
  await owner.query('set default_transaction_read_only = off')
  await owner.query('alter table run_outputs disable trigger user')
  await owner.query(
    `with blob as (insert into blobs (sha256, size, created_at)
        values (repeat('a', 64), 1, now()) on conflict do nothing)
      insert into run_outputs (id, run_id, path, size, sha256, created_at)
      select uuidv7(), $1, 'batch-' || n % 100 || '/part-' || n, 1, repeat('a', 64), now()
      from generate_series(1, 5000) n`,
    [run],
  )
  await owner.query('vacuum analyze run_outputs')
  const place = { kind: 'run', experiment: 1, id: run, path: 'batch-7' } as const
  const { result, sent } = await recorded(() => entriesIn(stage.database.read, place))
  expect(result).toHaveLength(50)
  const [asked] = sent
  const { rows } = await owner.query<{ 'QUERY PLAN': string }>(
    `explain (analyze) ${asked?.text}`,
    asked?.values,
  )
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toContain('run_outputs_bytes_index')
  expect(plan).not.toContain('Rows Removed by Filter')
})

describe('a plan that a connection keeps, which knows none of its values', () => {
  const model = () => stage.landmarks.smallModel
  const points: Record<string, (ctx: Ctx) => Promise<unknown>> = {
    'a model by its name': (ctx) => getRegistered(ctx, { org, name: model() }),
    'a version by its number': (ctx) =>
      getRegisteredVersion(ctx, { org, name: model(), version: 1 }),
    'a version by its alias': (ctx) => resolveAlias(ctx, { org, ...aliased }),
    'a version by its address': (ctx) => getVersion(ctx, { org, model: model(), version: 1 }),
    'a run by its id': (ctx) => getTrackedRun(ctx, { ...inDefault, run }),
  }

  it.each(Object.entries(points))(
    'finds %s, and reads no table from end to end',
    async (_, ask) => {
      const ctx = await callerOn(stage, 'contributor')
      const { sent } = await recorded(() => ask(ctx))
      const lasting = sent.filter(({ text }) => text.endsWith(kept))
      expect(lasting.length).toBeGreaterThan(0)
      for (const { text, values } of lasting) {
        const plan = await generic(text, values)
        expect(plan).toContain('Index Name')
        for (const table of ['models', 'versions', 'runs', 'tracked_runs', 'version_tags'])
          expect(plan, text).not.toMatch(
            new RegExp(`"Node Type": "Seq Scan"[^}]*"Relation Name": "${table}"`),
          )
      }
    },
  )

  /** The plan of a statement for whatever values. */
  async function generic(text: string, values: readonly unknown[]): Promise<string> {
    const client = await owner.connect()
    try {
      await client.query('set plan_cache_mode = force_generic_plan')
      await client.query(`prepare asked as ${text}`)
      const given = values.map((value) => client.escapeLiteral(String(value)))
      const call = given.length > 0 ? `asked(${given.join(', ')})` : 'asked'
      const { rows } = await client.query(`explain (format json) execute ${call}`)
      return JSON.stringify(rows, null, 1)
    } finally {
      client.release(true)
    }
  }
})
