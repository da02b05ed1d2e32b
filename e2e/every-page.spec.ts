import { expectAccessible, expectForAll, expectPlain } from './support/accessible'
import { overflow } from './support/fits'
import { loggedModel } from './support/mlflow'
import { api, type DemoRole, expect, madeModel, test } from './support/test'

const pages: { name: string; path: string; role: DemoRole }[] = [
  { name: 'inventory', path: '/acme/models', role: 'approver' },
  { name: 'find', path: '/acme/find?q=penguins+3', role: 'contributor' },
  { name: 'find, nothing matches', path: '/acme/find?q=zzzz', role: 'auditor' },
  { name: 'inventory, nothing matches', path: '/acme/models?q=zzzz', role: 'approver' },
  {
    name: 'inventory, a filter with a problem',
    path: '/acme/models?q=stat:approved',
    role: 'approver',
  },
  {
    name: 'inventory, with metrics over versions',
    path: '/acme/models?q=tag:tabular&columns=newest,metric.accuracy,metric.log_loss,tags,created,versions',
    role: 'contributor',
  },
  { name: 'versions of all models', path: '/acme/versions?q=model:penguins', role: 'approver' },
  {
    name: 'versions of all models, with parameters',
    path: '/acme/versions?q=state:approved&sort=-metric.accuracy&columns=state,tags,dataset,param.trees,size',
    role: 'auditor',
  },
  {
    name: 'versions of all models, nothing matches',
    path: '/acme/versions?q=tag:zzzz',
    role: 'contributor',
  },
  {
    name: 'results of a deployment',
    path: '/acme/deployments/penguin-service/results',
    role: 'contributor',
  },
  { name: 'model', path: '/acme/models/penguins', role: 'contributor' },
  { name: 'versions', path: '/acme/models/penguins/versions', role: 'approver' },
  { name: 'model compare', path: '/acme/models/penguins/compare', role: 'contributor' },
  {
    name: 'compare, without places on a logarithmic scale',
    path: '/acme/models/penguins/compare?v=1,2,3,4&diff=1&log=x,y&color=tag',
    role: 'auditor',
  },
  {
    name: 'compare',
    path: '/acme/compare?v=model://penguins/v4,model://fuel-economy/v1&x=param.seed',
    role: 'auditor',
  },
  { name: 'compare, nothing yet', path: '/acme/compare', role: 'contributor' },
  {
    name: 'compare, not there',
    path: '/acme/compare?v=model://penguins/v4,model://none/v1',
    role: 'contributor',
  },
  { name: 'model lineage', path: '/acme/models/penguins/lineage', role: 'contributor' },
  { name: 'lineage', path: '/acme/lineage', role: 'contributor' },
  { name: 'lineage of a run', path: '/acme/lineage?uri=run://penguins/2', role: 'auditor' },
  { name: 'lineage, unknown URI', path: '/acme/lineage?uri=model://none/v1', role: 'contributor' },
  { name: 'impact', path: '/acme/lineage/impact?uri=dataset://penguins/v1', role: 'admin' },
  {
    name: 'impact, refused',
    path: '/acme/lineage/impact?uri=dataset://penguins/v1',
    role: 'contributor',
  },
  { name: 'edit model', path: '/acme/models/penguins/edit', role: 'contributor' },
  { name: 'edit model, refused', path: '/acme/models/penguins/edit', role: 'auditor' },
  { name: 'card', path: '/acme/models/penguins/card', role: 'contributor' },
  { name: 'card, refused', path: '/acme/models/penguins/card', role: 'auditor' },
  { name: 'new block', path: '/acme/models/penguins/card/new', role: 'contributor' },
  { name: 'new block, refused', path: '/acme/models/penguins/card/new', role: 'auditor' },
  {
    name: 'history of a card',
    path: '/acme/models/penguins/card/history?from=0&to=1',
    role: 'auditor',
  },
  { name: 'fields', path: '/acme/settings/fields?add=field', role: 'admin' },
  { name: 'fields, refused', path: '/acme/settings/fields', role: 'contributor' },
  { name: 'policy of the organization', path: '/acme/settings/policy', role: 'contributor' },
  { name: 'policy form', path: '/acme/models/penguins/policy?change=rules', role: 'admin' },
  { name: 'policy, refused', path: '/acme/models/penguins/policy', role: 'contributor' },
  { name: 'policy of a project', path: '/acme/projects/penguins/policy', role: 'admin' },
  {
    name: 'history of a policy',
    path: '/acme/models/penguins/policy/history?from=0&to=1',
    role: 'auditor',
  },
  {
    name: 'history of a policy, nothing yet',
    path: '/acme/projects/penguins/policy/history',
    role: 'auditor',
  },
  { name: 'model aliases', path: '/acme/models/penguins/aliases', role: 'contributor' },
  { name: 'model aliases, refused', path: '/acme/models/penguins/aliases', role: 'auditor' },
  { name: 'an alias', path: '/acme/models/penguins/aliases/production', role: 'admin' },
  {
    name: 'an alias, refused',
    path: '/acme/models/penguins/aliases/production',
    role: 'auditor',
  },
  {
    name: 'model aliases in the past',
    path: '/acme/models/penguins/aliases?at=2026-01-01',
    role: 'auditor',
  },
  { name: 'what was in use', path: '/acme/history', role: 'auditor' },
  { name: 'what was in use, no such time', path: '/acme/history?at=2999-01-01', role: 'auditor' },
  { name: 'what was in use of a model', path: '/acme/models/penguins/history', role: 'auditor' },
  { name: 'a model in the past', path: '/acme/models/penguins?at=2026-01-01', role: 'auditor' },
  {
    name: 'a deployment in the past, no such time',
    path: '/acme/deployments/penguin-service?at=noon',
    role: 'contributor',
  },
  { name: 'model activity', path: '/acme/models/penguins/activity', role: 'contributor' },
  { name: 'new model', path: '/acme/models/new', role: 'contributor' },
  { name: 'new model, refused', path: '/acme/models/new', role: 'auditor' },
  { name: 'new version', path: '/acme/models/penguins/versions/new', role: 'contributor' },
  { name: 'new version, refused', path: '/acme/models/penguins/versions/new', role: 'auditor' },
  { name: 'version', path: '/acme/models/penguins/versions/v4', role: 'approver' },
  { name: 'version, refused', path: '/acme/models/fuel-economy/versions/v3', role: 'contributor' },
  {
    name: 'who may approve a model',
    path: '/acme/models/penguins/access?can=version.approve&version=4',
    role: 'admin',
  },
  {
    name: 'who may approve a model, refused',
    path: '/acme/models/penguins/access',
    role: 'approver',
  },
  {
    name: 'who may in a project',
    path: '/acme/projects/penguins/access?can=run.stop',
    role: 'auditor',
  },
  { name: 'who may in the organization', path: '/acme/settings/access', role: 'admin' },
  {
    name: 'why one may not approve',
    path: '/acme/why?can=version.approve&on=model://penguins/v4',
    role: 'contributor',
  },
  { name: 'why one may not make a model', path: '/acme/why?can=model.create', role: 'auditor' },
  { name: 'model settings', path: '/acme/models/penguins/settings', role: 'contributor' },
  { name: 'model settings, refused', path: '/acme/models/penguins/settings', role: 'approver' },
  { name: 'datasets', path: '/acme/datasets', role: 'contributor' },
  { name: 'datasets, nothing matches', path: '/acme/datasets?q=zzzz', role: 'auditor' },
  { name: 'new dataset', path: '/acme/datasets/new', role: 'contributor' },
  { name: 'new dataset, refused', path: '/acme/datasets/new', role: 'auditor' },
  { name: 'dataset', path: '/acme/datasets/penguins', role: 'contributor' },
  { name: 'edit dataset', path: '/acme/datasets/penguins/edit', role: 'contributor' },
  { name: 'dataset aliases', path: '/acme/datasets/penguins/aliases', role: 'contributor' },
  { name: 'dataset aliases, refused', path: '/acme/datasets/penguins/aliases', role: 'auditor' },
  { name: 'dataset settings', path: '/acme/datasets/penguins/settings', role: 'contributor' },
  { name: 'dataset settings, refused', path: '/acme/datasets/penguins/settings', role: 'auditor' },
  { name: 'new dataset version', path: '/acme/datasets/penguins/upload', role: 'contributor' },
  { name: 'new dataset version, refused', path: '/acme/datasets/penguins/upload', role: 'auditor' },
  { name: 'dataset version', path: '/acme/datasets/penguins/versions/v1', role: 'contributor' },
  {
    name: 'edit dataset version',
    path: '/acme/datasets/penguins/versions/v1/edit',
    role: 'contributor',
  },
  { name: 'compare dataset versions', path: '/acme/datasets/penguins/compare', role: 'auditor' },
  { name: 'deployments', path: '/acme/deployments', role: 'admin' },
  { name: 'deployments, refused', path: '/acme/deployments', role: 'auditor' },
  {
    name: 'deployments, nothing matches',
    path: '/acme/deployments?life=archived&project=fuel-economy',
    role: 'auditor',
  },
  { name: 'new deployment', path: '/acme/deployments/new', role: 'admin' },
  { name: 'new deployment, refused', path: '/acme/deployments/new', role: 'auditor' },
  { name: 'deployment', path: '/acme/deployments/penguin-service', role: 'admin' },
  { name: 'deployment, refused', path: '/acme/deployments/penguin-service', role: 'auditor' },
  {
    name: 'revision of a deployment',
    path: '/acme/deployments/penguin-service/revisions/1',
    role: 'admin',
  },
  {
    name: 'revision of a deployment, refused',
    path: '/acme/deployments/penguin-service/revisions/1',
    role: 'auditor',
  },
  { name: 'change the split', path: '/acme/deployments/penguin-service/revise', role: 'admin' },
  {
    name: 'change the split, refused',
    path: '/acme/deployments/penguin-service/revise',
    role: 'auditor',
  },
  {
    name: 'deployment settings',
    path: '/acme/deployments/penguin-service/settings',
    role: 'admin',
  },
  {
    name: 'deployment settings, refused',
    path: '/acme/deployments/penguin-service/settings',
    role: 'auditor',
  },
  {
    name: 'lineage of a revision',
    path: '/acme/lineage?uri=/acme/deployments/penguin-service/revisions/2',
    role: 'contributor',
  },
  {
    name: 'impact on a deployment',
    path: '/acme/lineage/impact?uri=model://penguins/v4',
    role: 'admin',
  },
  { name: 'projects', path: '/acme/projects', role: 'contributor' },
  { name: 'new project', path: '/acme/projects/new', role: 'contributor' },
  { name: 'new project, refused', path: '/acme/projects/new', role: 'auditor' },
  { name: 'project settings', path: '/acme/projects/penguins/settings', role: 'contributor' },
  { name: 'project settings, refused', path: '/acme/projects/penguins/settings', role: 'auditor' },
  { name: 'organization', path: '/acme/settings/organization', role: 'admin' },
  { name: 'organization, refused', path: '/acme/settings/organization', role: 'contributor' },
  { name: 'project', path: '/acme/projects/penguins', role: 'contributor' },
  { name: 'runs', path: '/acme/projects/penguins/runs', role: 'contributor' },
  { name: 'run', path: '/acme/projects/penguins/runs/2', role: 'contributor' },
  { name: 'runs of all', path: '/acme/runs', role: 'auditor' },
  { name: 'runs of all, filtered', path: '/acme/runs?q=state:completed', role: 'contributor' },
  { name: 'tasks and pipelines', path: '/acme/projects/penguins/groups', role: 'contributor' },
  {
    name: 'experiments, nothing yet',
    path: '/acme/projects/fuel-economy/experiments',
    role: 'auditor',
  },
  { name: 'experiments', path: '/acme/projects/penguins/experiments', role: 'contributor' },
  { name: 'experiment', path: '/acme/projects/penguins/experiments/1', role: 'approver' },
  {
    name: 'runs of an experiment side by side',
    path: '/acme/projects/penguins/runs/compare?run=18&run=20&run=22',
    role: 'contributor',
  },
  {
    name: 'version that an MLflow client registered',
    path: '/acme/models/penguins-softmax/versions/v1',
    role: 'approver',
  },
  {
    name: 'runs side by side',
    path: '/acme/projects/penguins/runs/compare?run=2&run=3&run=999',
    role: 'contributor',
  },
  {
    name: 'runs side by side, none chosen',
    path: '/acme/projects/penguins/runs/compare',
    role: 'auditor',
  },
  { name: 'the door of MLflow clients', path: '/mlflow', role: 'contributor' },
  { name: 'the door of a project', path: '/mlflow/p/penguins', role: 'contributor' },
  {
    name: 'a link of MLflow that leads nowhere',
    path: '/mlflow/open?model=none&version=3',
    role: 'contributor',
  },
  {
    name: 'version of a run',
    path: '/acme/projects/penguins/runs/2/register',
    role: 'contributor',
  },
  {
    name: 'version of a run, refused',
    path: '/acme/projects/penguins/runs/2/register',
    role: 'approver',
  },
  {
    name: 'decide on several',
    path: '/acme/bulk?v=model://penguins/v2,model://penguins/v4,model://none/v1',
    role: 'approver',
  },
  {
    name: 'decide on several, refused',
    path: '/acme/bulk?q=model:fuel-economy',
    role: 'contributor',
  },
  { name: 'tag several', path: '/acme/bulk?do=tag&q=model:penguins', role: 'contributor' },
  { name: 'archive several', path: '/acme/bulk?do=archive&q=model:penguins', role: 'contributor' },
  { name: 'several, none chosen', path: '/acme/bulk', role: 'approver' },
  { name: 'reviews', path: '/acme/reviews', role: 'approver' },
  { name: 'reviews, asked for', path: '/acme/reviews?show=asked', role: 'contributor' },
  { name: 'reviews, again', path: '/acme/reviews?show=overdue', role: 'approver' },
  { name: 'reviews, all', path: '/acme/reviews?show=all', role: 'auditor' },
  { name: 'activity', path: '/acme/activity', role: 'auditor' },
  { name: 'activity, refused', path: '/acme/activity', role: 'contributor' },
  {
    name: 'activity, narrowed',
    path: '/acme/activity?subject=model://penguins/&via=api',
    role: 'admin',
  },
  { name: 'activity, nothing matches', path: '/acme/activity?subject=zzzz', role: 'auditor' },
  { name: 'event', path: '/acme/activity/0', role: 'auditor' },
  {
    name: 'activity of a version',
    path: '/acme/models/penguins/versions/v4/activity',
    role: 'auditor',
  },
  { name: 'compliance', path: '/acme/models/penguins/versions/v4/compliance', role: 'auditor' },
  {
    name: 'compliance of a version that nobody decided on',
    path: '/acme/models/fuel-economy/versions/v3/compliance',
    role: 'contributor',
  },
  {
    name: 'person, refused',
    path: '/acme/people/0198c0de-0000-7000-8000-000000000000',
    role: 'contributor',
  },
  { name: 'members', path: '/acme/settings/members', role: 'admin' },
  { name: 'former members', path: '/acme/settings/members?state=removed', role: 'admin' },
  {
    name: 'former members, refused',
    path: '/acme/settings/members?state=removed',
    role: 'contributor',
  },
  { name: 'teams', path: '/acme/settings/teams?add=team', role: 'admin' },
  { name: 'teams, refused', path: '/acme/settings/teams', role: 'auditor' },
  {
    name: 'service accounts',
    path: '/acme/settings/service-accounts?add=account',
    role: 'admin',
  },
  {
    name: 'service accounts, refused',
    path: '/acme/settings/service-accounts',
    role: 'contributor',
  },
  { name: 'invitations', path: '/acme/settings/invitations?new=link', role: 'admin' },
  { name: 'invitations, refused', path: '/acme/settings/invitations', role: 'contributor' },
  { name: 'groups', path: '/acme/settings/groups?add=group', role: 'admin' },
  { name: 'groups, refused', path: '/acme/settings/groups', role: 'auditor' },
  { name: 'confirm', path: '/sign-in/confirm?next=/acme/models', role: 'approver' },
  { name: 'invitation that leads nowhere', path: '/sign-in/join/none', role: 'auditor' },
  { name: 'password link that leads nowhere', path: '/sign-in/reset/none', role: 'auditor' },
  { name: 'tokens', path: '/acme/settings/tokens', role: 'contributor' },
  { name: 'webhooks', path: '/acme/settings/webhooks', role: 'admin' },
  { name: 'webhooks of a model', path: '/acme/settings/webhooks?model=penguins', role: 'admin' },
  { name: 'webhooks, refused', path: '/acme/settings/webhooks', role: 'contributor' },
  { name: 'new webhook', path: '/acme/settings/webhooks/new?model=penguins', role: 'admin' },
  { name: 'new webhook, refused', path: '/acme/settings/webhooks/new', role: 'auditor' },
  { name: 'metrics', path: '/acme/settings/metrics', role: 'auditor' },
  { name: 'meaning of a metric', path: '/acme/settings/metrics?change=accuracy', role: 'admin' },
  { name: 'deleted', path: '/acme/settings/deleted', role: 'admin' },
  { name: 'deleted, refused', path: '/acme/settings/deleted', role: 'approver' },
  { name: 'account', path: '/me', role: 'contributor' },
  { name: 'notifications', path: '/me/notifications', role: 'approver' },
  { name: 'inbox', path: '/acme/inbox', role: 'contributor' },
  { name: 'inbox, nothing unread', path: '/acme/inbox?show=unread', role: 'auditor' },
  { name: 'API description', path: '/docs/api', role: 'contributor' },
  { name: 'not found', path: '/acme/models/none', role: 'contributor' },
]

// Each looks by itself, so that they are shared out among the workers.
test.describe.configure({ mode: 'parallel' })

for (const { name, path, role } of pages) {
  test(`${name}: accessible in both themes, fits 320 px and text twice as large`, async ({
    as,
  }) => {
    // By far the longest page.
    if (path === '/docs/api') test.slow()
    await expectAccessible(as, role, path)
  })

  // Next draws what is not found by script alone; its status is right all the same.
  if (name === 'not found') continue

  test(`${name}: reads the same without JavaScript`, ({ as }) => expectPlain(as, role, path))
}

test('the pages of what an MLflow client logged are accessible, fit 320 px and large text, and read without JavaScript', async ({
  as,
}) => {
  test.slow()
  const { experiment, run, model } = await loggedModel('paged', {
    experimentName: `Größe ${'e'.repeat(190)}`,
    runName: 'r'.repeat(200),
  })
  const shown = [
    '/acme/projects/default/experiments',
    '/acme/projects/default/experiments?life=deleted',
    `/acme/projects/default/experiments/${experiment}`,
    `/acme/projects/default/runs/${run}`,
    `/acme/models/${model}`,
    `/acme/models/${model}/versions/v1`,
  ]
  for (const path of shown) await expectForAll(as, 'approver', path)
})

test('the page of a comment is accessible in both themes, fits 320 px and large text, and reads without JavaScript', async ({
  as,
}) => {
  test.slow()
  const model = await madeModel('commented', [{ accuracy: 0.5 }])
  const { id } = await api<{ id: string }>('contributor', 'POST', `/models/${model}/comments`, {
    body: `${'w'.repeat(300)}\n\n| a | b |\n|---|---|\n| ${'c'.repeat(80)} | 2 |`,
  })
  await api('contributor', 'PATCH', `/comments/${id}`, { body: 'x'.repeat(300) })
  for (const path of [`/acme/comments/${id}`, `/acme/models/${model}`])
    await expectAccessible(as, 'contributor', path)
  const plain = await as('contributor', { javaScriptEnabled: false })
  await plain.goto(`/acme/comments/${id}`)
  await expect(plain.getByRole('heading', { name: 'What it said before' })).toBeVisible()
})

test('the pages of a webhook and of a delivery are accessible, fit 320 px and large text, and read without JavaScript', async ({
  as,
}) => {
  test.slow()
  const { id } = await api<{ id: string }>('admin', 'POST', '/webhooks', {
    name: 'W'.repeat(200),
    // Nobody listens there.
    url: `http://127.0.0.1:9/${'u'.repeat(300)}`,
    events: ['recall.created'],
    authorization: 'Bearer word',
  })
  const sent = await api<{ id: string }>('admin', 'POST', `/webhooks/${id}/test`)
  const delivery = `/acme/settings/webhooks/${id}/deliveries/${sent.id}`
  const asked = await as('admin')
  await asked.goto(delivery)
  await expect(asked.getByText('1. No answer')).toBeVisible({ timeout: 20_000 })
  const webhook = `/acme/settings/webhooks/${id}`
  const pages = [webhook, `${webhook}?change=webhook`, delivery]
  for (const path of pages) await expectAccessible(as, 'admin', path)
  const plain = await as('admin', { javaScriptEnabled: false })
  await plain.goto(delivery)
  await expect(plain.getByRole('heading', { name: 'Attempts' })).toBeVisible()
  await api('admin', 'DELETE', `/webhooks/${id}`)
})

test('the pages of a team, a service account and a member are accessible, fit 320 px and large text, and read without JavaScript', async ({
  as,
}) => {
  test.slow()
  const email = `${'e'.repeat(50)}-${process.pid}@acme.example`
  const person = { email, name: 'N'.repeat(200), roles: ['reader'] }
  const { id } = await api<{ id: string }>('admin', 'POST', '/members', person)
  const slug = `wide-${process.pid}-${'t'.repeat(60)}`
  const wide = { name: 'n'.repeat(200), slug, description: 'd'.repeat(200) }
  await api('admin', 'POST', '/teams', wide)
  await api('admin', 'POST', `/teams/${slug}/members`, { person: email })
  await api('admin', 'POST', '/access', { team: slug, role: 'reader' })
  await api('admin', 'POST', '/service-accounts', { ...wide, owner: email })
  await api('admin', 'POST', '/access', { serviceAccount: slug, role: 'contributor' })
  const model = await madeModel('held', [{ accuracy: 0.5 }])
  for (const holder of [{ team: slug }, { serviceAccount: slug }])
    await api('contributor', 'POST', `/models/${model}/access`, { ...holder, role: 'contributor' })
  const pages = [
    `/acme/settings/teams/${slug}`,
    `/acme/settings/service-accounts/${slug}`,
    `/acme/settings/service-accounts/${slug}?new=token`,
    `/acme/settings/members?change=${id}`,
    `/acme/models/${model}/settings`,
  ]
  for (const path of pages) await expectAccessible(as, 'admin', path)
  const plain = await as('auditor', { javaScriptEnabled: false })
  for (const path of pages.slice(0, 3)) {
    await plain.goto(path)
    await expect(plain.getByRole('main')).toContainText('Needs the admin role.')
  }
  await api('admin', 'DELETE', `/members/${id}`)
  await api('admin', 'DELETE', `/teams/${slug}`)
  await api('admin', 'DELETE', `/service-accounts/${slug}`)
})

test('a name of 200 characters breaks nothing', async ({ as }) => {
  test.slow()
  const metrics = { accuracy: 0.5, ['m'.repeat(200)]: 0.25 }
  const model = await madeModel('long', [metrics, metrics])
  const project = `long-${process.pid}-${'p'.repeat(60)}`
  await api('contributor', 'POST', '/projects', { name: 'n'.repeat(200), slug: project })
  await api('contributor', 'PATCH', `/models/${model}`, {
    name: 'n'.repeat(200),
    projects: [project],
  })
  await api('contributor', 'PUT', `/models/${model}/card`, {
    blocks: [
      { category: 'c'.repeat(100), title: 't'.repeat(200), body: 'b'.repeat(200) },
      { title: 'T'.repeat(200) },
    ],
  })
  const alias = 'a'.repeat(96)
  const deployment = `long-${process.pid}-${'d'.repeat(60)}`
  await api('approver', 'POST', `/models/${model}/versions/1/approve`, { note: 'N'.repeat(200) })
  await api('contributor', 'PUT', `/models/${model}/aliases/${alias}`, {
    ...{ version: 1, note: 'w'.repeat(200) },
  })
  await api('admin', 'POST', '/deployments', { name: deployment, project, target: 't'.repeat(40) })
  await api('admin', 'POST', `/deployments/${deployment}/revisions`, {
    variants: [{ model: `model://${model}/v1`, weight: 100 }],
    note: 'w'.repeat(200),
  })
  const now = new Date().toISOString()
  const runs = `/projects/${project}/runs`
  const step = 's'.repeat(200)
  const { run } = await api<{ run: number }>('contributor', 'POST', runs, { step })
  await api('contributor', 'POST', `${runs}/${run}/finish`, { state: 'completed' })
  const page = await as('contributor', { viewport: { width: 320, height: 640 } })
  const wide: string[] = []
  for (const path of [
    `/acme/models/${model}`,
    `/acme/models/${model}/versions/v1`,
    `/acme/models/${model}/versions/new`,
    `/acme/models/${model}/settings`,
    `/acme/models/${model}/edit`,
    `/acme/models/${model}/aliases`,
    `/acme/models/${model}/aliases/${alias}`,
    `/acme/models/${model}/history?at=${now}`,
    `/acme/models/${model}?at=${now}`,
    `/acme/deployments/${deployment}?at=${now}`,
    `/acme/models/${model}/card`,
    `/acme/models/${model}/card/history?from=0&to=1`,
    `/acme/models/${model}/lineage`,
    `/acme/models/${model}/compare`,
    `/acme/compare?v=model://${'x'.repeat(90)}/v1,model://${model}/v1`,
    `/acme/settings/metrics?change=${'m'.repeat(200)}`,
    `/acme/lineage?uri=run://${project}/${run}`,
    `/acme/lineage?uri=model://${'x'.repeat(90)}/v1`,
    `/acme/lineage/impact?uri=run://${project}/${run}`,
    `/acme/models/new?project=${'x'.repeat(90)}`,
    `/acme/models?q=name:${model}&columns=projects,metric.${'m'.repeat(200)}`,
    `/acme/models?q=${'q'.repeat(400)}:1`,
    `/acme/versions?q=model:${model}&columns=state,metric.${'m'.repeat(200)},dataset,note`,
    `/acme/models/${model}/versions?q=note:${'w'.repeat(200)}`,
    `/acme/projects/${project}`,
    `/acme/projects/${project}/runs`,
    `/acme/projects/${project}/runs/${run}/register`,
    `/acme/projects/${project}/settings`,
    `/acme/models/${model}/versions/v1/activity`,
    `/acme/models/${model}/versions/v1/compliance`,
  ]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const wider = await overflow(page)
    if (wider > 0) wide.push(`${path}: ${wider} px`)
  }
  expect(wide).toEqual([])
})

test('the page of a version works by keyboard alone', async ({ as }) => {
  const model = await madeModel('keyboard', [{ accuracy: 0.5 }])
  const page = await as('approver')
  await page.goto(`/acme/models/${model}/versions/v1`)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: /skip/i })).toBeFocused()
  await page.getByRole('radio', { name: 'Approve' }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.type('By keyboard')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toContainText('By keyboard')
})

test('the page of a person is accessible in both themes, fits 320 px and large text, and reads without JavaScript', async ({
  as,
}) => {
  test.slow()
  const { items } = await api<{ items: { id: string }[] }>('auditor', 'GET', '/members')
  const path = `/acme/people/${items[0]?.id}`
  await expectAccessible(as, 'auditor', path)
  const plain = await as('auditor', { javaScriptEnabled: false })
  await plain.goto(path)
  await expect(plain.getByRole('heading', { name: 'Sign-ins' })).toBeVisible()
})
