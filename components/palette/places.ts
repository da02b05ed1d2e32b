import { paths } from '@/lib/paths'

export interface Place {
  title: string
  href: string
  /** Other words that people look for it by. */
  also?: string
  /** After `g`. */
  key?: string
}

/** What someone may make; a list, since it travels to the browser. */
export type Makes = readonly ('model' | 'dataset' | 'deployment' | 'project')[]

/** The pages of an organization that need no name. */
export function placesOf(org: string): Place[] {
  return [
    { title: 'Models', href: paths.models(org), also: 'inventory home', key: 'm' },
    {
      title: 'Versions of all models',
      href: paths.allVersions(org),
      also: 'inventory',
      key: 'v',
    },
    { title: 'Datasets', href: paths.datasets(org), also: 'data', key: 'd' },
    { title: 'Projects', href: paths.projects(org), key: 'p' },
    { title: 'Runs', href: paths.allRuns(org), also: 'jobs training executions', key: 'u' },
    {
      title: 'Deployments',
      href: paths.deployments(org),
      also: 'rollout serving traffic production',
      key: 'o',
    },
    { title: 'Lineage', href: paths.lineage(org), also: 'graph provenance', key: 'l' },
    { title: 'Reviews', href: paths.reviews(org), also: 'approve decide pending', key: 'r' },
    { title: 'Activity', href: paths.activity(org), also: 'audit log history', key: 'a' },
    { title: 'Compare versions', href: paths.compare(org), also: 'difference scatter' },
    {
      title: 'Organization settings',
      href: paths.organizationSettings(org),
      also: 'four eyes name',
    },
    { title: 'Members', href: paths.members(org), also: 'people roles users' },
    { title: 'Invitations', href: paths.invitations(org), also: 'invite join link' },
    { title: 'Groups', href: paths.groupMappings(org), also: 'sign-in provider oidc sso mapping' },
    { title: 'Teams', href: paths.teams(org), also: 'groups people roles' },
    {
      title: 'Service accounts',
      href: paths.serviceAccounts(org),
      also: 'robots machines jobs bots',
    },
    { title: 'Tokens', href: paths.tokens(org), also: 'api keys' },
    {
      title: 'Webhooks',
      href: paths.webhooks(org),
      also: 'events slack github notifications deliveries',
    },
    { title: 'Policy', href: paths.policy(org), also: 'approvals gates aliases four eyes' },
    { title: 'Fields', href: paths.fields(org), also: 'custom card settings' },
    { title: 'Metrics', href: paths.metrics(org), also: 'direction unit settings' },
    { title: 'Deleted', href: paths.deleted(org), also: 'trash restore bin' },
    { title: 'Account and sessions', href: paths.me(), also: 'password name me profile' },
    { title: 'API reference', href: paths.apiReference(), also: 'docs help openapi' },
  ]
}

/** The pages where something new is made. */
export function makesOf(org: string, makes: Makes): Place[] {
  const all = {
    model: { title: 'New model', href: paths.newModel(org), also: 'create add' },
    dataset: { title: 'New dataset', href: paths.newDataset(org), also: 'create add' },
    deployment: { title: 'New deployment', href: paths.newDeployment(org), also: 'create add' },
    project: { title: 'New project', href: paths.newProject(org), also: 'create add' },
  }
  return makes.map((what) => all[what])
}

/** What belongs to the model of a page, if it is of one. */
export function placesHere(org: string, pathname: string): Place[] {
  const prefix = `${paths.models(org)}/`
  const [model, ...rest] = pathname.startsWith(prefix)
    ? pathname.slice(prefix.length).split('/')
    : []
  if (!model || (model === 'new' && rest.length === 0)) return []
  const slug = decodeURIComponent(model)
  const of = (title: string, href: string, also: string) => ({
    title: `${slug}: ${title}`,
    href,
    also,
  })
  return [
    of('Overview', paths.model(org, slug), 'card'),
    of('Versions', paths.versions(org, slug), 'history list'),
    of('Compare', paths.modelCompare(org, slug), 'difference scatter'),
    of('Lineage', paths.modelLineage(org, slug), 'graph'),
    of('Activity', paths.modelActivity(org, slug), 'log'),
    of('Settings', paths.modelSettings(org, slug), 'rename access owner'),
    of('New version', paths.newVersion(org, slug), 'upload register'),
  ].filter(({ href }) => href !== pathname)
}

/** Whether every word that was typed begins a word of these. */
export function isMeant(
  { title, also = '' }: Pick<Place, 'title' | 'also'>,
  typed: string,
): boolean {
  const words = wordsOf(`${title} ${also}`)
  return wordsOf(typed).every((word) => words.some((other) => other.startsWith(word)))
}

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
