import { listActivity } from '@/lib/activity/queries'
import type { Ctx } from '@/lib/actor'
import { listModelComments } from '@/lib/comments/queries'
import { getModelTimeline, getVersionTimeline } from '@/lib/comments/timeline'
import { listDatasets, listDatasetVersions } from '@/lib/datasets/queries'
import { find } from '@/lib/find/find'
import { listMembers } from '@/lib/members/queries'
import { listModels } from '@/lib/models/queries'
import { withSearch } from '@/lib/paths'
import { listProjects } from '@/lib/projects/queries'
import { listRuns } from '@/lib/runs/list'
import { listSteps } from '@/lib/runs/steps'
import { listTokens } from '@/lib/tokens/queries'
import { countReviews, listReviews, listVersions } from '@/lib/versions/queries'

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
}

type Search = Record<string, string | number>

/** Every list of the hub, with each way to narrow it. */
export function lists({ org, bigModel, smallModel, actor, from, to }: Landmarks): List[] {
  const list = (
    name: string,
    path: string,
    search: Search,
    ask: (ctx: Ctx) => Promise<unknown>,
    { as = 'contributor', timed = false }: { as?: Who; timed?: boolean } = {},
  ): List => ({ name, as, timed, ask, path: withSearch(`/${org}${path}`, search) })
  const timed = { timed: true }
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
  const dataset = 'dataset-1'
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
    found('find, rare name', 'turbine enc'),
    found('find, misspelled', 'turbnine'),
    found('find, in every name', 'a'),
    found('find, a version', `${bigModel} v3`),
    found('find, an alias', `${bigModel}/newest`),
    found('find, a run', '#12'),
    found('find, nothing asked', ''),
    list('reviews', '/reviews', {}, (ctx) => listReviews(ctx, { org }), timed),
    {
      ...list('count of reviews', '', {}, (ctx) => countReviews(ctx, { org })),
      path: null,
    },
    activity('activity', {}, timed),
    activity('activity of a model', { model: bigModel }, { ...timed, as: 'contributor' }),
    activity('activity of a person', { actor }),
    activity('activity, action', { action: 'version.reject' }, timed),
    activity('activity, kind of action', { action: 'run' }),
    activity('activity, refused', { outcome: 'refused' }),
    activity('activity, days', { from, to }),
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
    runs('runs of a project, days', { project: 'project-3', since: from, until: to }),
    { ...list('steps of runs', '', {}, (ctx) => listSteps(ctx, { org })), path: null },
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
