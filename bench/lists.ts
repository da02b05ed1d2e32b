import { listActivity } from '@/lib/activity/queries'
import type { Ctx } from '@/lib/actor'
import { listModelComments } from '@/lib/comments/queries'
import { getModelTimeline, getVersionTimeline } from '@/lib/comments/timeline'
import { getMetricHistory } from '@/lib/compare/history'
import { compareVersions } from '@/lib/compare/queries'
import { listDatasets, listDatasetVersions } from '@/lib/datasets/queries'
import { find } from '@/lib/find/find'
import { listMembers } from '@/lib/members/queries'
import { listMetrics } from '@/lib/metrics/queries'
import { modelFacets } from '@/lib/models/facets'
import { listModels } from '@/lib/models/queries'
import { withSearch } from '@/lib/paths'
import { listProjects } from '@/lib/projects/queries'
import { countReviews, listReviews } from '@/lib/reviews/inbox'
import { runFacets } from '@/lib/runs/facets'
import { listRuns } from '@/lib/runs/list'
import { listSteps } from '@/lib/runs/steps'
import { suggest } from '@/lib/search/suggest'
import { listTokens } from '@/lib/tokens/queries'
import { versionUri } from '@/lib/uri'
import { mostAtOnce } from '@/lib/versions/at-once'
import { chosenVersions } from '@/lib/versions/chosen'
import { versionFacets } from '@/lib/versions/facets'
import { listVersions } from '@/lib/versions/queries'
import { searchVersions } from '@/lib/versions/search'

/** Names in a seeded organization that the lists below are narrowed by. */
export interface Landmarks {
  org: string
  /** The model with the most versions. */
  bigModel: string
  /** One with a handful. */
  smallModel: string
  /** The person who decided. */
  actor: string
  from: string
  to: string
}

export type Who = 'contributor' | 'admin'

/** A list as a person or program asks for it: below `/api/v1`, and as the function behind that. */
export interface List {
  name: string
  as: Who
  /** Null: pages alone ask this. */
  path: string | null
  ask(ctx: Ctx): Promise<unknown>
  /** Also measured, not only explained. */
  timed: boolean
  /** A search: at few rows PostgreSQL may well read them all, and a sample of a thousand is many of them. */
  searches: boolean
}

type Search = Record<string, string | number>

/** Searches among all versions: rare and common, alone and together. */
export const searches: [name: string, search: Search][] = [
  ['all versions', {}],
  ['all versions, state', { q: 'state:rejected' }],
  ['all versions, pending', { q: 'state:pending' }],
  ['all versions, a common metric', { q: 'metric.accuracy>0.1' }],
  ['all versions, a rare metric', { q: 'metric.accuracy>0.9999' }],
  ['all versions, two metrics', { q: 'metric.accuracy>0.9 metric.rmse<0.1' }],
  ['all versions, a parameter', { q: 'param.depth<=1' }],
  ['all versions, a dataset version', { q: 'dataset:dataset-2/2026.1' }],
  ['all versions, metric and dataset', { q: 'metric.accuracy>0.9 dataset:dataset-1' }],
  ['all versions, an owner', { q: 'owner:"Person 3"' }],
  ['all versions, a project', { q: 'project:project-3' }],
  ['all versions, a tag', { q: 'tag:nightly' }],
  ['all versions, an alias', { q: 'alias:champion' }],
  ['all versions, what is latest', { q: 'alias:latest metric.accuracy>0.9' }],
  ['all versions, a common word', { q: 'ranker' }],
  ['all versions, a mistyped word', { q: 'turbnie' }],
  ['all versions, a word of many notes', { q: 'retrained' }],
  ['all versions, a word of few notes', { q: 'quarantined' }],
  ['all versions, a phrase', { q: '"newer data"' }],
  ['all versions, this or that', { q: 'state:pending OR metric.accuracy>0.9999' }],
  ['all versions, none of it', { q: '-state:approved -tag:nightly -metric.accuracy<0.9' }],
  ['all versions, of last month', { q: 'created:<30d decided:<30d' }],
  ['all versions, a field', { q: 'field.risk:high' }],
  ['all versions, by a metric', { sort: '-metric.accuracy' }],
  [
    'all versions, by a metric, filtered',
    { sort: '-metric.accuracy', q: 'state:approved tag:nightly' },
  ],
  ['all versions, by a parameter', { sort: 'param.depth' }],
  ['all versions, by model', { sort: 'model' }],
  ['all versions, by decision', { sort: '-decided' }],
]

/** Every list of the hub, with each way to narrow it. */
export function lists({ org, bigModel, smallModel, actor, from, to }: Landmarks): List[] {
  const list = (
    name: string,
    path: string,
    search: Search,
    ask: (ctx: Ctx) => Promise<unknown>,
    { as = 'contributor', timed = false, searches = false }: Partial<List> = {},
  ): List => ({ name, as, timed, searches, ask, path: withSearch(`/${org}${path}`, search) })
  const timed = { timed: true }
  const asSearch = { searches: true }
  const models = (name: string, search: Search, options = {}) =>
    list(name, '/models', search, (ctx) => listModels(ctx, { org, ...search }), options)
  const versions = (name: string, model: string, search: Search, options = {}) =>
    list(
      name,
      `/models/${model}/versions`,
      search,
      (ctx) => listVersions(ctx, { org, model, ...search }),
      options,
    )
  const activity = (name: string, search: Search, options = {}) =>
    list(name, '/activity', search, (ctx) => listActivity(ctx, { org, ...search }), {
      as: 'admin',
      ...options,
    })
  const runs = (name: string, search: Search, options = {}) =>
    list(name, '/runs', search, (ctx) => listRuns(ctx, { org, ...search }), options)
  const found = (name: string, q: string) =>
    list(name, '/find', { q }, (ctx) => find(ctx, { org, q }))
  const among = (name: string, search: Search) =>
    list(name, '/versions', search, (ctx) => searchVersions(ctx, { org, ...search }), asSearch)
  const counted = (name: string, path: string, ask: (ctx: Ctx) => Promise<unknown>) =>
    list(name, path, {}, ask, asSearch)
  const dataset = 'dataset-1'
  const fifty = Array.from({ length: 50 }, (_, n) => versionUri(bigModel, n + 1)).join(',')
  const uris = Array.from({ length: mostAtOnce }, (_, at) => versionUri(bigModel, at + 1))
  return [
    models('inventory', {}, timed),
    models('inventory, text', { q: 'rank' }, timed),
    models('inventory, rare text', { q: 'turbine enc' }),
    models('inventory, state', { state: 'pending' }, timed),
    models('inventory, tag', { tag: 'team-7' }, timed),
    models('inventory, project', { project: 'project-3' }, timed),
    models('inventory, all filters', {
      q: 'a',
      state: 'approved',
      tag: 'tier-1',
      project: 'project-3',
    }),
    models('inventory, archived', { life: 'archived' }),
    models('inventory, as admin', {}, { as: 'admin' }),
    models('inventory, a metric of the newest', { q: 'metric.accuracy>0.99' }, asSearch),
    models(
      'inventory, a metric of any version',
      { q: 'metric.accuracy>0.999', match: 'any' },
      asSearch,
    ),
    models('inventory, dataset', { q: 'dataset:dataset-1', match: 'any' }, asSearch),
    models('inventory, field and owner', { q: 'field.risk:high owner:"Person 3"' }, asSearch),
    models('inventory, words of versions', { q: 'quarantined', match: 'any' }, asSearch),
    models('inventory, by name', { sort: 'name' }, asSearch),
    models('inventory, by a metric', { sort: '-metric.accuracy' }, asSearch),
    models('inventory, by newest version', { sort: '-newest' }, asSearch),
    versions('versions of a big model', bigModel, {}, timed),
    versions('versions, state', bigModel, { state: 'rejected' }, timed),
    versions('versions of a small model', smallModel, {}),
    list('comments on a model', `/models/${bigModel}/comments`, {}, (ctx) =>
      listModelComments(ctx, { org, model: bigModel }),
    ),
    {
      ...list('discussion of a model', '', {}, (ctx) =>
        getModelTimeline(ctx, { org, model: bigModel }),
      ),
      path: null,
    },
    {
      ...list('discussion of a version', '', {}, (ctx) =>
        getVersionTimeline(ctx, { org, model: bigModel, version: 1 }),
      ),
      path: null,
    },
    versions('versions, a metric', bigModel, { q: 'metric.accuracy>0.9' }, asSearch),
    versions('versions, by a metric', bigModel, { sort: '-metric.accuracy' }, asSearch),
    ...searches.map(([name, search]) => among(name, search)),
    counted('facets of models', '/models/facets', (ctx) => modelFacets(ctx, { org })),
    counted('facets of models, filtered', '/models/facets', (ctx) =>
      modelFacets(ctx, { org, q: 'state:approved metric.accuracy>0.5' }),
    ),
    counted('facets of versions', '/versions/facets', (ctx) => versionFacets(ctx, { org })),
    counted('facets of versions, a metric', '/versions/facets', (ctx) =>
      versionFacets(ctx, { org, q: 'metric.accuracy>0.9' }),
    ),
    counted('facets of runs', '/runs/facets', (ctx) => runFacets(ctx, { org })),
    ...['tag:', 'metric.', 'param.depth:', 'model:rank', 'alias:', 'owner:p', 'dataset:'].map((q) =>
      counted(`suggestions for ${q}`, '/suggestions', (ctx) =>
        suggest(ctx, { org, of: 'versions', q }),
      ),
    ),
    list('comments on a model', `/models/${bigModel}/comments`, {}, (ctx) =>
      listModelComments(ctx, { org, model: bigModel }),
    ),
    {
      ...list('discussion of a model', '', {}, (ctx) =>
        getModelTimeline(ctx, { org, model: bigModel }),
      ),
      path: null,
    },
    {
      ...list('discussion of a version', '', {}, (ctx) =>
        getVersionTimeline(ctx, { org, model: bigModel, version: 1 }),
      ),
      path: null,
    },
    found('find, rare name', 'turbine enc'),
    found('find, misspelled', 'turbnine'),
    found('find, in every name', 'a'),
    found('find, a version', `${bigModel} v3`),
    found('find, an alias', `${bigModel}/newest`),
    found('find, a run', '#12'),
    found('find, nothing asked', ''),
    list('reviews', '/reviews', {}, (ctx) => listReviews(ctx, { org }), { ...timed, as: 'admin' }),
    {
      // Of somebody who decides: for anybody else there is nothing to count.
      ...list('count of reviews', '', {}, (ctx) => countReviews(ctx, { org }), { as: 'admin' }),
      path: null,
    },
    {
      ...list('versions chosen to decide on', '', {}, (ctx) => chosenVersions(ctx, { org, uris })),
      path: null,
    },
    activity('activity', {}, timed),
    activity('activity of a model', { model: bigModel }, { ...timed, as: 'contributor' }),
    activity('activity of a person', { actor }),
    activity('activity, action', { action: 'version.reject' }, timed),
    activity('activity, kind of action', { action: 'run' }),
    activity('activity, refused', { outcome: 'refused' }),
    activity('activity, days', { from, to }),
    activity('activity, subject', { subject: `model://${bigModel}/v3` }),
    activity('activity, all in a subject', { subject: `model://${smallModel}/` }),
    activity('activity of a version', { model: bigModel, version: 3 }),
    activity('activity of a project', { project: 'project-3' }),
    activity('activity, several actions', { action: 'version.reject,version.approve' }),
    activity('activity, door', { via: 'api' }),
    activity('activity of a model and person', { model: bigModel, actor }),
    runs('runs', {}, timed),
    runs('runs of a project', { project: 'project-3' }, timed),
    runs('runs, state', { state: 'error' }, timed),
    runs('runs of a project, state', { project: 'project-3', state: 'stopped' }),
    runs('runs, step', { step: 'train' }),
    runs('runs, rare step', { step: 'publish' }),
    runs('runs of a project, step', { project: 'project-3', step: 'train' }),
    runs('runs, rare tag', { tag: 'baseline' }),
    runs('runs, person', { person: actor }),
    runs('runs, alerts', { alerts: 'true' }),
    runs('runs, text', { q: 'epochs' }),
    runs('runs, rare text', { q: 'c0ffee' }),
    runs('runs, days', { since: from, until: to }),
    runs('runs, a metric', { q: 'metric.accuracy>0.9 step:train' }, asSearch),
    runs('runs, dataset', { q: 'dataset:dataset-1' }, asSearch),
    runs('runs, by duration', { sort: '-duration', project: 'project-3' }, asSearch),
    runs('runs of a project, days', { project: 'project-3', since: from, until: to }),
    { ...list('steps of runs', '', {}, (ctx) => listSteps(ctx, { org })), path: null },
    list(
      'compare of 50 versions',
      '/compare',
      { v: fifty },
      (ctx) => compareVersions(ctx, { org, v: fifty }),
      timed,
    ),
    {
      ...list('a metric over versions', '', {}, (ctx) =>
        getMetricHistory(ctx, { org, model: bigModel, key: 'accuracy' }),
      ),
      path: null,
    },
    list('metrics', '/metrics', {}, (ctx) => listMetrics(ctx, { org }), timed),
    list('datasets', '/datasets', {}, (ctx) => listDatasets(ctx, { org })),
    list('datasets of a project', '/datasets', { project: 'project-3' }, (ctx) =>
      listDatasets(ctx, { org, project: 'project-3' }),
    ),
    list('dataset versions', `/datasets/${dataset}/versions`, {}, (ctx) =>
      listDatasetVersions(ctx, { org, dataset }),
    ),
    list('projects', '/projects', {}, (ctx) => listProjects(ctx, { org })),
    list('members', '/members', {}, (ctx) => listMembers(ctx, { org })),
    list('tokens', '/tokens', {}, (ctx) => listTokens(ctx, { org }), { as: 'admin' }),
  ]
}
