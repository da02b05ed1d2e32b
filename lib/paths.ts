import type { Action } from './access'
import type { Show } from './reviews/view'
import { parseUri } from './uri'

type Search = Record<string, string | number | readonly string[] | null | undefined>

/** How a list looks, beside what it holds. */
export interface ListLook {
  sort?: string | undefined
  /** As `lib/columns` writes them. */
  columns?: string | undefined
}

export interface ModelFilters extends ListLook {
  q?: string | undefined
  /** Which version a filter asks about. */
  match?: string | undefined
  state?: string | undefined
  project?: string | undefined
  life?: string | undefined
  cursor?: string | undefined
}

export interface VersionFilters extends ListLook {
  q?: string | undefined
  state?: string | undefined
  life?: string | undefined
  cursor?: string | undefined
}

/** The versions of a list beyond its page: what is asked, of one model or of all. */
export interface VersionsOf {
  q?: string | undefined
  model?: string | undefined
  state?: string | undefined
  life?: string | undefined
}

export interface DatasetFilters {
  q?: string | undefined
  project?: string | undefined
  tag?: string | undefined
  life?: string | undefined
  cursor?: string | undefined
}

export interface ActivityFilters {
  actor?: string | undefined
  action?: string | undefined
  subject?: string | undefined
  model?: string | undefined
  version?: string | undefined
  project?: string | undefined
  via?: string | undefined
  outcome?: string | undefined
  from?: string | undefined
  to?: string | undefined
  cursor?: string | undefined
}

/** Who may do something (`can`), or what somebody may do (`person`). */
export interface AccessSearch {
  can?: string | undefined
  /** The number of a version: its maker does not decide on it. */
  version?: string | number | undefined
  person?: string | undefined
  cursor?: string | undefined
}

export interface LineageFilters {
  uri?: string | undefined
  direction?: 'up' | 'down' | 'both' | undefined
  depth?: number | undefined
  /** Nodes and groups that are opened besides. */
  expand?: readonly string[] | undefined
}

export interface RunFilters {
  project?: string | undefined
  state?: string | undefined
  step?: string | undefined
  tag?: string | undefined
  person?: string | undefined
  group?: string | number | undefined
  q?: string | undefined
  sort?: string | undefined
  alerts?: string | undefined
  since?: string | undefined
  until?: string | undefined
  cursor?: string | undefined
}

/** Several versions, by URI or as those that a list holds, and what is to be done with them. */
export interface BulkSearch extends VersionsOf {
  v?: readonly string[] | undefined
  do?: 'decide' | 'tag' | 'archive' | undefined
}

/** Which versions are compared, and how that is shown. */
export interface CompareSearch {
  /** URIs of versions; on the page of one model their numbers do. */
  v?: readonly string[] | undefined
  /** The one that the others are set against. */
  base?: string | undefined
  /** Only what differs. */
  diff?: '1' | undefined
  /** The one that stands beside the base where there is room for two. */
  beside?: string | undefined
  /** What is drawn to the right and what upwards: `metric.accuracy`, `param.depth`. */
  x?: string | undefined
  y?: string | undefined
  /** The axes with a logarithmic scale. */
  log?: readonly ('x' | 'y')[] | undefined
  /** What the marks of the drawing tell. */
  color?: 'state' | 'tag' | undefined
  /** The metric that is followed over the versions of a model. */
  metric?: string | undefined
}

/** How the curves of a run are drawn. */
export interface PlotSearch {
  x?: string | undefined
  smooth?: string | number | undefined
  y?: string | undefined
  /** Numbers of other runs of the project. */
  with?: string | undefined
}

/** How the runs of an experiment are narrowed. */
export interface ExperimentSearch {
  state?: string | undefined
  life?: string | undefined
  cursor?: string | undefined
}

/** What a link of an MLflow client is about, in its own words. */
export interface MlflowLink {
  project?: string | undefined
  experiment?: string | undefined
  run?: string | undefined
  /** A model that a run logged, by its id. */
  candidate?: string | undefined
  model?: string | undefined
  version?: string | undefined
  /** Neither of these, but all of them. */
  list?: 'models' | 'experiments' | undefined
}

/** What webhooks hear of: a model, a project, or with neither all of the organization. */
export interface WebhooksOf {
  project?: string | undefined
  model?: string | undefined
}

export interface DeploymentFilters {
  project?: string | undefined
  target?: string | undefined
  life?: string | undefined
  cursor?: string | undefined
}

/** Whose policy: a model's, a project's, or with neither the organization's. */
export interface PolicyOf {
  project?: string | undefined
  model?: string | undefined
}

/** What the page of a policy shows besides: its form, or what was just saved. */
export interface PolicySearch {
  change?: string | undefined
  /** `new` for a revision that was just made, `same` for rules that were there already. */
  saved?: 'new' | 'same' | undefined
}

/** Of which past time: as one text, or as a form sends it, by day and time of day in UTC. */
export interface HistorySearch {
  at?: string | undefined
  day?: string | undefined
  time?: string | undefined
  cursor?: string | undefined
}

/** Every address of the web application, spelled once. `org`, `model`, `project` are slugs. */
export const paths = {
  home: () => '/',
  signIn: (next?: string) => withSearch('/sign-in', { next }),
  /** Where someone signed in proves again who they are, before they go on to `next`. */
  confirm: (next?: string, through?: 'provider') =>
    withSearch('/sign-in/confirm', { next, through }),
  /** What an invitation's link opens; the secret is known to who has the link, and to nobody else. */
  join: (secret: string) => at('sign-in', 'join', secret),
  /** What the link opens by which someone sets a new password. */
  resetPassword: (secret: string) => at('sign-in', 'reset', secret),
  me: () => '/me',
  /** By which ways the reader is told of what, in each of their organizations. */
  notificationSettings: () => '/me/notifications',

  organization: (org: string) => at(org),
  /** The search for anything by name, where there is no script for the palette. */
  find: (org: string, search: { q?: string | undefined } = {}) =>
    withSearch(at(org, 'find'), search),
  models: (org: string, filters: ModelFilters = {}) =>
    withSearch(at(org, 'models'), { ...filters }),
  /** The versions of all models. */
  allVersions: (org: string, search: VersionFilters = {}) =>
    withSearch(at(org, 'versions'), { ...search }),
  newModel: (org: string, search: { project?: string | undefined } = {}) =>
    withSearch(at(org, 'models', 'new'), search),
  /** With a time, as it stood then. */
  model: (org: string, model: string, search: { at?: string | undefined } = {}) =>
    withSearch(at(org, 'models', model), search),
  modelEdit: (org: string, model: string) => at(org, 'models', model, 'edit'),
  card: (org: string, model: string) => at(org, 'models', model, 'card'),
  newCardBlock: (
    org: string,
    model: string,
    search: { title?: string | undefined; category?: string | undefined } = {},
  ) => withSearch(at(org, 'models', model, 'card', 'new'), search),
  /** A block by its id. */
  cardBlock: (org: string, model: string, block: string) =>
    at(org, 'models', model, 'card', 'blocks', block),
  cardHistory: (
    org: string,
    model: string,
    search: {
      from?: string | number | undefined
      to?: string | number | undefined
      cursor?: string | undefined
    } = {},
  ) => withSearch(at(org, 'models', model, 'card', 'history'), search),
  versions: (org: string, model: string, search: VersionFilters = {}) =>
    withSearch(at(org, 'models', model, 'versions'), { ...search }),
  newVersion: (org: string, model: string) => at(org, 'models', model, 'versions', 'new'),
  version: (org: string, model: string, version: number) =>
    at(org, 'models', model, 'versions', `v${version}`),
  /** Where what is said of a version, or of a model as a whole, stands; `before` leads to what is older. */
  discussion: (
    org: string,
    model: string,
    version: number | null,
    search: { before?: string | undefined; comment?: string | undefined } = {},
  ) => {
    const { before, comment } = search
    const page = version === null ? paths.model(org, model) : paths.version(org, model, version)
    return `${withSearch(page, { before })}#${comment ? `comment-${comment}` : 'discussion'}`
  },
  comment: (org: string, id: string) => at(org, 'comments', id),
  compare: (org: string, search: CompareSearch = {}) =>
    withSearch(at(org, 'compare'), compareSearch(search)),
  modelCompare: (org: string, model: string, search: CompareSearch = {}) =>
    withSearch(at(org, 'models', model, 'compare'), compareSearch(search)),
  modelLineage: (
    org: string,
    model: string,
    search: Omit<LineageFilters, 'uri'> & { version?: number | undefined } = {},
  ) =>
    withSearch(at(org, 'models', model, 'lineage'), {
      ...search,
      expand: search.expand?.join(','),
    }),
  modelActivity: (org: string, model: string, filters: ActivityFilters = {}) =>
    withSearch(at(org, 'models', model, 'activity'), { ...filters }),
  modelAliases: (
    org: string,
    model: string,
    search: {
      at?: string | undefined
      /** A page of the aliases, and one of their history. */
      from?: string | undefined
      cursor?: string | undefined
    } = {},
  ) => withSearch(at(org, 'models', model, 'aliases'), search),
  /** What was in use of a model at a past time, and how that came about. */
  modelHistory: (org: string, model: string, search: HistorySearch = {}) =>
    withSearch(at(org, 'models', model, 'history'), { ...search }),
  /** What was in use at a past time, of every model. */
  history: (org: string, search: HistorySearch = {}) =>
    withSearch(at(org, 'history'), { ...search }),
  /** Where one alias points, and where it pointed. */
  modelAlias: (
    org: string,
    model: string,
    alias: string,
    search: { at?: string | undefined; cursor?: string | undefined } = {},
  ) => withSearch(at(org, 'models', model, 'aliases', alias), search),
  modelSettings: (org: string, model: string, search: { cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'models', model, 'settings'), search),

  /** Who may do what to a model, and through what. */
  modelAccess: (org: string, model: string, search: AccessSearch = {}) =>
    withSearch(at(org, 'models', model, 'access'), { ...search }),

  projects: (
    org: string,
    search: { cursor?: string | undefined; life?: 'archived' | undefined } = {},
  ) => withSearch(at(org, 'projects'), search),
  newProject: (org: string) => at(org, 'projects', 'new'),
  projectSettings: (org: string, project: string, search: { cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'projects', project, 'settings'), search),
  projectAccess: (org: string, project: string, search: AccessSearch = {}) =>
    withSearch(at(org, 'projects', project, 'access'), { ...search }),
  project: (org: string, project: string, filters: ModelFilters = {}) =>
    withSearch(at(org, 'projects', project), { ...filters }),
  allRuns: (org: string, filters: RunFilters = {}) => withSearch(at(org, 'runs'), { ...filters }),
  runs: (org: string, project: string, filters: Omit<RunFilters, 'project'> = {}) =>
    withSearch(at(org, 'projects', project, 'runs'), { ...filters }),
  run: (org: string, project: string, run: number, search: PlotSearch = {}) =>
    withSearch(at(org, 'projects', project, 'runs', String(run)), { ...search }),
  groups: (
    org: string,
    project: string,
    search: {
      kind?: string | undefined
      state?: string | undefined
      cursor?: string | undefined
    } = {},
  ) => withSearch(at(org, 'projects', project, 'groups'), search),
  group: (org: string, project: string, group: number) =>
    at(org, 'projects', project, 'groups', String(group)),
  /** The experiments of MLflow clients, and one by its number. */
  experiments: (
    org: string,
    project: string,
    search: { life?: string | undefined; cursor?: string | undefined } = {},
  ) => withSearch(at(org, 'projects', project, 'experiments'), search),
  experiment: (org: string, project: string, experiment: number, search: ExperimentSearch = {}) =>
    withSearch(at(org, 'projects', project, 'experiments', String(experiment)), { ...search }),
  /** Runs of a project side by side, by their numbers. */
  compareRuns: (
    org: string,
    project: string,
    search: { run?: readonly string[] | undefined } = {},
  ) => withSearch(at(org, 'projects', project, 'runs', 'compare'), search),
  registerRun: (
    org: string,
    project: string,
    run: number,
    search: { model?: string | undefined } = {},
  ) => withSearch(at(org, 'projects', project, 'runs', String(run), 'register'), search),

  datasets: (org: string, filters: DatasetFilters = {}) =>
    withSearch(at(org, 'datasets'), { ...filters }),
  newDataset: (org: string, search: { project?: string | undefined } = {}) =>
    withSearch(at(org, 'datasets', 'new'), search),
  dataset: (org: string, dataset: string, search: { cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'datasets', dataset), search),
  datasetEdit: (org: string, dataset: string) => at(org, 'datasets', dataset, 'edit'),
  datasetAliases: (org: string, dataset: string, search: { cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'datasets', dataset, 'aliases'), search),
  datasetSettings: (org: string, dataset: string) => at(org, 'datasets', dataset, 'settings'),
  /** Beside the versions, not below them: a version may have any name. */
  newDatasetVersion: (org: string, dataset: string) => at(org, 'datasets', dataset, 'upload'),
  /** Of a version's name, `latest`, or an alias. */
  datasetVersion: (
    org: string,
    dataset: string,
    version: string,
    search: { q?: string | undefined; cursor?: string | undefined } = {},
  ) => withSearch(at(org, 'datasets', dataset, 'versions', version), search),
  datasetVersionEdit: (org: string, dataset: string, version: string) =>
    at(org, 'datasets', dataset, 'versions', version, 'edit'),
  datasetCompare: (
    org: string,
    dataset: string,
    search: {
      from?: string | undefined
      to?: string | undefined
      cursor?: string | undefined
    } = {},
  ) => withSearch(at(org, 'datasets', dataset, 'compare'), search),
  /** A file by the id of its `datum://` URI. */
  datum: (org: string, id: string) => at(org, 'files', id),

  deployments: (org: string, filters: DeploymentFilters = {}) =>
    withSearch(at(org, 'deployments'), { ...filters }),
  newDeployment: (org: string, search: { project?: string | undefined } = {}) =>
    withSearch(at(org, 'deployments', 'new'), search),
  deployment: (
    org: string,
    deployment: string,
    search: { cursor?: string | undefined; at?: string | undefined } = {},
  ) => withSearch(at(org, 'deployments', deployment), search),
  deploymentRevision: (org: string, deployment: string, revision: number) =>
    at(org, 'deployments', deployment, 'revisions', String(revision)),
  /** Where a new revision is made; `from` is the number of the one that it begins with. */
  newRevision: (
    org: string,
    deployment: string,
    search: { from?: string | number | undefined; add?: string | undefined } = {},
  ) => withSearch(at(org, 'deployments', deployment, 'revise'), search),
  deploymentResults: (
    org: string,
    deployment: string,
    search: {
      metric?: string | undefined
      from?: string | undefined
      to?: string | undefined
    } = {},
  ) => withSearch(at(org, 'deployments', deployment, 'results'), search),
  deploymentSettings: (org: string, deployment: string) =>
    at(org, 'deployments', deployment, 'settings'),

  bulk: (org: string, { v, ...search }: BulkSearch = {}) =>
    withSearch(at(org, 'bulk'), { v: v?.join(','), ...search }),
  reviews: (org: string, search: { show?: Show; cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'reviews'), search),
  inbox: (org: string, search: { show?: 'unread' | undefined; cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'inbox'), search),
  /** Marks one of the inbox as read, and leads on to what it is about. */
  notification: (org: string, id: string) => at(org, 'inbox', id),
  activity: (org: string, filters: ActivityFilters = {}) =>
    withSearch(at(org, 'activity'), { ...filters }),
  versionActivity: (org: string, model: string, version: number, filters: ActivityFilters = {}) =>
    withSearch(at(org, 'models', model, 'versions', `v${version}`, 'activity'), { ...filters }),
  /** What someone did, by their id. */
  person: (org: string, person: string, filters: ActivityFilters = {}) =>
    withSearch(at(org, 'people', person), { ...filters }),
  /** An event by its id, or by its place in the sealed log. */
  event: (org: string, event: string | number) => at(org, 'activity', String(event)),
  compliance: (org: string, model: string, version: number) =>
    at(org, 'models', model, 'versions', `v${version}`, 'compliance'),
  lineage: (org: string, search: LineageFilters = {}) =>
    withSearch(at(org, 'lineage'), { ...search, expand: search.expand?.join(',') }),
  impact: (org: string, uri: string, search: { cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'lineage', 'impact'), { uri, ...search }),
  outsideJobs: (
    org: string,
    search: { q?: string | undefined; cursor?: string | undefined } = {},
  ) => withSearch(at(org, 'lineage', 'jobs'), search),
  /** A run or data of another system, by its id here. */
  outsideRun: (org: string, id: string) => at(org, 'lineage', 'runs', id),
  outsideData: (org: string, id: string) => at(org, 'lineage', 'data', id),
  organizationSettings: (org: string) => at(org, 'settings', 'organization'),
  organizationAccess: (org: string, search: AccessSearch = {}) =>
    withSearch(at(org, 'settings', 'access'), { ...search }),
  /** Why the reader may not do something, and who may; `on` is the URI of a thing, else the organization. */
  why: (org: string, can: Action, on?: string) => withSearch(at(org, 'why'), { can, on }),
  members: (org: string) => at(org, 'settings', 'members'),
  teams: (org: string, search: { cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'settings', 'teams'), search),
  team: (org: string, team: string, search: { cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'settings', 'teams', team), search),
  serviceAccounts: (org: string, search: { cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'settings', 'service-accounts'), search),
  serviceAccount: (org: string, account: string) =>
    at(org, 'settings', 'service-accounts', account),
  invitations: (
    org: string,
    search: { new?: string | undefined; cursor?: string | undefined } = {},
  ) => withSearch(at(org, 'settings', 'invitations'), search),
  /** What the groups of the sign-in provider give. */
  groupMappings: (org: string, search: { change?: string | undefined } = {}) =>
    withSearch(at(org, 'settings', 'groups'), search),
  tokens: (org: string) => at(org, 'settings', 'tokens'),
  webhooks: (org: string, search: WebhooksOf & { cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'settings', 'webhooks'), { ...search }),
  newWebhook: (org: string, of: WebhooksOf = {}) =>
    withSearch(at(org, 'settings', 'webhooks', 'new'), { ...of }),
  webhook: (
    org: string,
    id: string,
    search: {
      change?: string | undefined
      state?: string | undefined
      cursor?: string | undefined
    } = {},
  ) => withSearch(at(org, 'settings', 'webhooks', id), search),
  delivery: (org: string, webhook: string, id: string) =>
    at(org, 'settings', 'webhooks', webhook, 'deliveries', id),
  fields: (org: string, search: { add?: string | undefined; change?: string | undefined } = {}) =>
    withSearch(at(org, 'settings', 'fields'), search),
  metrics: (
    org: string,
    search: {
      q?: string | undefined
      cursor?: string | undefined
      /** The metric whose meaning is being said. */
      change?: string | undefined
    } = {},
  ) => withSearch(at(org, 'settings', 'metrics'), search),
  /** Where the policy of an organization, a project or a model is read and set. */
  policy: (org: string, of: PolicyOf = {}, search: PolicySearch = {}) =>
    withSearch(policyAt(org, of), { ...search }),
  policyHistory: (
    org: string,
    of: PolicyOf = {},
    search: {
      from?: string | number | undefined
      to?: string | number | undefined
      cursor?: string | undefined
    } = {},
  ) => withSearch(`${policyAt(org, of)}/history`, search),
  deleted: (org: string, search: { cursor?: string | undefined } = {}) =>
    withSearch(at(org, 'settings', 'deleted'), search),

  /** The machine doors that pages use: they answer a browser's cookie too. */
  findJson: (org: string, q: string) => withSearch(api(org, 'find'), { q }),
  blob: (org: string, sha256: string) => api(org, 'blobs', sha256),
  registration: (org: string, model: string) => api(org, 'models', model, 'versions'),
  file: (org: string, model: string, version: number, name: string) =>
    api(org, 'models', model, 'versions', `v${version}`, 'files', ...name.split('/')),
  /** Where images of a model are sent to. */
  images: (org: string, model: string) => api(org, 'models', model, 'images'),
  image: (org: string, model: string, id: string) => api(org, 'models', model, 'images', id),
  mentionable: (org: string, model: string) => api(org, 'models', model, 'mentionable'),
  versionJson: (org: string, model: string, version: number) =>
    api(org, 'models', model, 'versions', `v${version}`),
  runJson: (org: string, project: string, run: number) =>
    api(org, 'projects', project, 'runs', String(run)),
  archive: (org: string, model: string, version: number) =>
    api(org, 'models', model, 'versions', `v${version}`, 'archive.zip'),
  modelsCsv: (org: string, filters: ModelFilters = {}) =>
    withSearch(api(org, 'models.csv'), { ...filters }),
  versionsCsv: (org: string, search: VersionsOf & ListLook = {}) =>
    withSearch(api(org, 'versions.csv'), { ...search }),
  activityExport: (
    org: string,
    search: ActivityFilters & { format: 'json' | 'csv' | 'jsonl' | 'ocsf' },
  ) => withSearch(api(org, 'activity'), { ...search }),
  complianceJson: (org: string, model: string, version: number) =>
    api(org, 'models', model, 'versions', `v${version}`, 'compliance'),
  auditProof: (org: string, index: number) => withSearch(api(org, 'audit', 'proof'), { index }),
  impactCsv: (org: string, uri: string) => withSearch(api(org, 'impact.csv'), { uri }),
  compareCsv: (org: string, search: Pick<CompareSearch, 'v' | 'base' | 'diff'>) =>
    withSearch(api(org, 'compare.csv'), compareSearch(search)),
  /** What exists and may be written in a filter of this subject; `q` and `at` are added while typing. */
  suggestions: (org: string, of: 'models' | 'versions' | 'runs') =>
    withSearch(api(org, 'suggestions'), { of }),
  resolve: (org: string, uri: string) => withSearch(api(org, 'resolve'), { uri }),
  datasetRegistration: (org: string, dataset: string) => api(org, 'datasets', dataset, 'versions'),
  datasetVersionJson: (org: string, dataset: string, version: string) =>
    api(org, 'datasets', dataset, 'versions', version),
  datasetFile: (org: string, dataset: string, version: string, name: string) =>
    api(org, 'datasets', dataset, 'versions', version, 'files', ...name.split('/')),
  /** The bytes of a file by its `datum://` id, which lead on where it is. */
  datumContent: (org: string, datum: string) => api(org, 'files', datum, 'content'),
  /** The flag of a deployment, as flagd reads it. */
  deploymentFlag: (org: string, deployment: string) => api(org, 'deployments', deployment, 'flag'),
  deploymentObservations: (org: string, deployment: string) =>
    api(org, 'deployments', deployment, 'observations'),
  deploymentKserve: (org: string, deployment: string, revision: number) =>
    api(org, 'deployments', deployment, 'revisions', String(revision), 'kserve'),
  runOutput: (org: string, project: string, run: number, name: string) =>
    api(org, 'projects', project, 'runs', String(run), 'outputs', ...name.split('/')),
  runCode: (org: string, project: string, run: number) =>
    api(org, 'projects', project, 'runs', String(run), 'code'),
  runMetrics: (org: string, project: string, run: number, format: 'csv' | 'json') =>
    api(org, 'projects', project, 'runs', String(run), `metrics.${format}`),
  runLog: (org: string, project: string, run: number) =>
    api(org, 'projects', project, 'runs', String(run), 'log'),
  cli: () => '/cli/hub.mjs',
  openapi: () => '/api/v1/openapi.json',
  /** The tracking URI of MLflow clients, of a project where it is not `default`. */
  tracking: (project?: string) =>
    project === undefined ? '/mlflow' : `/mlflow${at('p', project)}`,
  /** Where the links lead on to that MLflow clients print. */
  mlflowOpen: (search: MlflowLink = {}) => withSearch('/mlflow/open', { ...search }),
  apiReference: () => '/docs/api',
} as const

/** Where a refusal for want of a fresh sign-in leads, and from there on to `next`. */
export const confirmPath = (next: string): string => paths.confirm(next)

/** The secret of the invitation that an address of ours is about; null for others. */
export function invitationIn(path: string): string | null {
  return /^\/sign-in\/join\/([\w-]{1,100})(?:$|[?#])/.exec(path)?.[1] ?? null
}

/**
 * The page of one of our URIs, or null when it has none. Short forms are of `org`. The alias of a file has
 * none: it is of a project, which its URI does not name.
 */
export function pathOfUri(org: string, text: string): string | null {
  // An event about a model or dataset as a whole names it with the trailing slash or none.
  const [, whole, slug] = /^(model|dataset):\/\/([^/?@]+)\/?$/.exec(text) ?? []
  if (slug) return whole === 'model' ? paths.model(org, slug) : paths.dataset(org, slug)
  // A task or pipeline has no URI of its own: events name its page.
  if (/^\/[^/]+\/projects\/[^/]+\/groups\/\d+$/.test(text)) return text
  // So have projects, teams, service accounts and webhooks none.
  if (/^\/[^/]+\/(projects|settings\/(teams|service-accounts|webhooks))\/[^/?]+$/.test(text))
    return text
  // A deployment has none either, nor has its revision.
  if (/^\/[^/]+\/deployments\/[^/?]+(\/revisions\/\d+)?$/.test(text)) return text
  // So have projects, teams and service accounts none.
  if (/^\/[^/]+\/(projects|settings\/(teams|service-accounts))\/[^/?]+$/.test(text)) return text
  const metric = metricOf(text)
  if (metric !== null) return paths.metrics(org, { change: metric })
  const field = fieldOf(text)
  if (field !== null) return paths.fields(org, { change: field })
  const parsed = parseUri(text)
  if (!parsed.ok) return null
  const { uri } = parsed
  if (uri.kind === 'datum') return id.test(uri.ref) ? paths.datum(org, uri.ref) : null
  const owner = uri.organization ?? org
  if (uri.kind === 'run') return paths.run(owner, uri.project, uri.number)
  if (uri.kind === 'dataset')
    return uri.version === null
      ? paths.dataset(owner, uri.dataset)
      : paths.datasetVersion(owner, uri.dataset, uri.version)
  if (uri.version?.kind === 'alias') return paths.modelAlias(owner, uri.model, uri.version.name)
  return uri.version?.kind === 'number'
    ? paths.version(owner, uri.model, uri.version.number)
    : paths.model(owner, uri.model)
}

/** How events name a metric, which has no URI. */
export function metricSubject(org: string, key: string): string {
  return `${paths.metrics(org)}/${encodeURIComponent(key)}`
}

/** The metric that `metricSubject()` names; null for other texts. */
export function metricOf(text: string): string | null {
  const [, key] = /^\/[^/]+\/settings\/metrics\/([^/]+)$/.exec(text) ?? []
  return key ? decodeURIComponent(key) : null
}

/** How events name a field of models, which has no URI. */
export function fieldSubject(org: string, key: string): string {
  return `${paths.fields(org)}/${key}`
}

/** The field that `fieldSubject()` names; null for other texts. */
export function fieldOf(text: string): string | null {
  return /^\/[^/]+\/settings\/fields\/([a-z0-9_-]+)$/.exec(text)?.[1] ?? null
}

/** The revision of a deployment that the path of its page names; null for other texts. */
export function revisionIn(
  text: string,
): { org: string; deployment: string; number: number } | null {
  const [, org, deployment, number] =
    /^\/([^/]+)\/deployments\/([^/?#]+)\/revisions\/(\d{1,9})$/.exec(text) ?? []
  return org && deployment ? { org, deployment, number: Number(number) } : null
}

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const compareSearch = ({ v, log, ...search }: CompareSearch): Search => ({
  v: v?.join(','),
  ...search,
  log: log?.join(','),
})

function policyAt(org: string, { project, model }: PolicyOf): string {
  if (model !== undefined) return at(org, 'models', model, 'policy')
  return project === undefined
    ? at(org, 'settings', 'policy')
    : at(org, 'projects', project, 'policy')
}

function at(...segments: string[]): string {
  return `/${segments.map(encodeURIComponent).join('/')}`
}

function api(...segments: string[]): string {
  return `/api/v1${at(...segments)}`
}

/** Blank values are left out, so an address never carries `?q=&state=`. */
export function withSearch(path: string, search: Search): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== '') params.append(key, String(one))
  const query = params
    .toString()
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%2F', '/')
  return query ? `${path}?${query}` : path
}
