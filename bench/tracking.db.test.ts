import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forReading } from '@/db/client'
import { connect } from '@/db/connection'
import type { Ctx } from '@/lib/actor'
import { searchLoggedModels } from '@/lib/mlflow-search/logged-models'
import { searchModelVersions } from '@/lib/mlflow-search/model-versions'
import { searchRegisteredModels } from '@/lib/mlflow-search/registered-models'
import { searchRuns } from '@/lib/mlflow-search/runs'
import { type TestHub, testHub } from '@/lib/testing/hub'
import type { List } from './lists'
import { explainLists, type Plan } from './plans'
import { callerOn, fillDatabase, openStage, type Stage } from './stage'
import { seedTracking } from './tracking-seed'

// Large enough that reading a table whole is the slower way.
const size = { models: 2000, versions: 12_000 }
const runs = 12_000

let hub: TestHub
let stage: Stage
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
  const owner = connect(hub.ownerUrl, { max: 1, settings: forReading })
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
  await owner.end()
}, 180_000)
afterAll(async () => {
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
