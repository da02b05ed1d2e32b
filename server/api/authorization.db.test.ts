import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { models, organizations } from '@/db/schema/tables'
import { type Action, can, canSee, rolesAllow, type Subject } from '@/lib/access'
import type { Ctx, Role, Scope } from '@/lib/actor'
import { moveDatasetAlias } from '@/lib/aliases/datasets'
import { moveDatumAlias } from '@/lib/aliases/datums'
import { moveAlias } from '@/lib/aliases/move'
import { sealRound } from '@/lib/audit/log/seal'
import { updateCard } from '@/lib/cards/update'
import { createComment } from '@/lib/comments/create'
import { updateComment } from '@/lib/comments/update'
import { contextFromToken } from '@/lib/context'
import { createDataset } from '@/lib/datasets/create'
import { archiveDataset } from '@/lib/datasets/life'
import { registerDatasetVersion } from '@/lib/datasets/register'
import { createDeployment } from '@/lib/deployments/create'
import { archiveDeployment } from '@/lib/deployments/life'
import { deploys } from '@/lib/deployments/testing'
import { defineField } from '@/lib/fields/define'
import { grantModel, grantOrganization, grantProject } from '@/lib/grants/grant'
import { setGroupMapping } from '@/lib/group-mappings/set'
import { createGroup } from '@/lib/groups/create'
import { png } from '@/lib/images/testing'
import { uploadImage } from '@/lib/images/upload'
import { createInvitation } from '@/lib/invitations/create'
import { createRecall } from '@/lib/lineage/recall'
import { createModel } from '@/lib/models/create'
import { archiveModel } from '@/lib/models/life'
import { setModelPolicy, setOrganizationPolicy, setProjectPolicy } from '@/lib/policies/set'
import { createProject } from '@/lib/projects/create'
import { archiveProject, deleteProject } from '@/lib/projects/life'
import { requestReview } from '@/lib/reviews/request'
import { createRun } from '@/lib/runs/create'
import { recordOutput } from '@/lib/runs/outputs'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { startSession } from '@/lib/sessions/session'
import { arrival, type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered, sha256 } from '@/lib/testing/registry'
import { approveVersion } from '@/lib/versions/decide'
import { archiveVersion } from '@/lib/versions/life'
import { registerVersion } from '@/lib/versions/register'
import { createWebhook } from '@/lib/webhooks/create'
import { testWebhook } from '@/lib/webhooks/send-test'
import { updateWebhook } from '@/lib/webhooks/update'
import { huggingfacePrefix } from '../huggingface/door'
import { huggingfaceEndpoints } from '../huggingface/routes'
import { mlflowPrefix, urlsOf } from '../mlflow/door'
import { mlflowEndpoints } from '../mlflow/routes'
import { ofrepPrefix, ofrepRoutes } from '../ofrep/routes'
import { lineageRoutes } from '../openlineage/routes'
import { startServer, type TestServer } from '../testing/server'
import { strict } from '../testing/strict'
import { apiRoutes } from './register'
import type { Route } from './router'

const tomorrow = new Date(Date.now() + 86_400_000).toISOString()

/** Sent as a body, and no change: whoever may not is refused as a reader is. */
const trials = ['', 'projects/:project/', 'models/:model/'].map(
  (place) => `POST /:org/${place}policy/test`,
)

/**
 * Every route of the API with a call that is allowed to whoever has the role. A route without a case fails
 * the first test, so nothing can be added without deciding who may.
 */
const cases: Record<string, { path: string; body?: unknown }> = {
  'GET /:org/find': { path: '/find?q=lab' },
  'GET /:org/projects': { path: '/projects' },
  'POST /:org/projects': { path: '/projects', body: { name: 'Fresh' } },
  'GET /:org/projects/:project': { path: '/projects/lab' },
  'PATCH /:org/projects/:project': { path: '/projects/lab', body: { description: 'x' } },
  'GET /:org/projects/:project/access': { path: '/projects/lab/access' },
  'GET /:org/projects/:project/access/who': { path: '/projects/lab/access/who?can=run.stop' },
  'GET /:org/projects/:project/access/may': {
    path: '/projects/lab/access/may?person={member}',
  },
  'POST /:org/projects/:project/access': {
    path: '/projects/lab/access',
    body: { person: '{member}', role: 'contributor' },
  },
  'DELETE /:org/projects/:project/access/:id': { path: '/projects/lab/access/{projectGrant}' },
  'POST /:org/projects/:project/archive': { path: '/projects/attic/archive' },
  'POST /:org/projects/:project/restore': { path: '/projects/cellar/restore' },
  'DELETE /:org/projects/:project': { path: '/projects/attic' },
  'GET /:org/runs': { path: '/runs' },
  'POST /:org/projects/:project/runs': { path: '/projects/lab/runs', body: { inputs: [] } },
  'GET /:org/projects/:project/runs/:run': { path: '/projects/lab/runs/1' },
  'GET /:org/projects/:project/runs/:run/metrics': { path: '/projects/lab/runs/1/metrics' },
  'GET /:org/projects/:project/runs/:run/metrics.csv': {
    path: '/projects/lab/runs/1/metrics.csv',
  },
  'GET /:org/projects/:project/runs/:run/metrics.json': {
    path: '/projects/lab/runs/1/metrics.json',
  },
  'POST /:org/projects/:project/runs/:run/metrics': {
    path: '/projects/lab/runs/1/metrics',
    body: { events: [] },
  },
  'PUT /:org/projects/:project/runs/:run/outputs/*': {
    path: '/projects/lab/runs/1/outputs/b.txt',
    body: { sha256: sha256('shared') },
  },
  'GET /:org/projects/:project/runs/:run/progress': { path: '/projects/lab/runs/1/progress' },
  'POST /:org/projects/:project/runs/:run/status': {
    path: '/projects/lab/runs/1/status',
    body: { detail: 'epoch 3' },
  },
  'POST /:org/projects/:project/runs/:run/stop': { path: '/projects/lab/runs/1/stop' },
  'PATCH /:org/projects/:project/runs/:run': {
    path: '/projects/lab/runs/1',
    body: { tags: ['baseline'] },
  },
  'GET /:org/projects/:project/runs/:run/code': { path: '/projects/lab/runs/1/code' },
  'GET /:org/projects/:project/runs/:run/reproduction': {
    path: '/projects/lab/runs/1/reproduction',
  },
  'GET /:org/projects/:project/groups': { path: '/projects/lab/groups' },
  'POST /:org/projects/:project/groups': {
    path: '/projects/lab/groups',
    body: { kind: 'task', name: 'sweep' },
  },
  'GET /:org/projects/:project/groups/:group': { path: '/projects/lab/groups/1' },
  'POST /:org/projects/:project/groups/:group/finish': {
    path: '/projects/lab/groups/1/finish',
    body: { state: 'completed' },
  },
  'POST /:org/projects/:project/runs/:run/properties': {
    path: '/projects/lab/runs/1/properties',
    body: { files: { 'a.txt': { rows: 1 } } },
  },
  'POST /:org/projects/:project/runs/:run/finish': {
    path: '/projects/lab/runs/1/finish',
    body: { state: 'completed' },
  },
  'POST /:org/projects/:project/runs/:run/log': {
    path: '/projects/lab/runs/1/log?offset=0',
    body: new TextEncoder().encode('hello\n'),
  },
  'GET /:org/projects/:project/runs/:run/log': { path: '/projects/lab/runs/1/log' },
  'GET /:org/projects/:project/runs/:run/outputs/*': {
    path: '/projects/lab/runs/1/outputs/a.txt',
  },
  'GET /:org/models': { path: '/models' },
  'POST /:org/models': { path: '/models', body: { name: 'Fresh' } },
  'GET /:org/models/:model': { path: '/models/churn' },
  'PATCH /:org/models/:model': { path: '/models/churn', body: { description: 'x' } },
  'GET /:org/models/:model/card': { path: '/models/churn/card' },
  'PUT /:org/models/:model/card': {
    path: '/models/churn/card',
    body: { blocks: [{ title: 'Use', body: 'x' }] },
  },
  'GET /:org/models/:model/card/revisions': { path: '/models/churn/card/revisions' },
  'GET /:org/models/:model/card/revisions/:revision': { path: '/models/churn/card/revisions/1' },
  'POST /:org/models/:model/card/revisions/:revision/restore': {
    path: '/models/churn/card/revisions/1/restore',
  },
  'GET /:org/policy': { path: '/policy' },
  'PUT /:org/policy': { path: '/policy', body: { fourEyes: true } },
  'GET /:org/policy/revisions': { path: '/policy/revisions' },
  'GET /:org/policy/revisions/:revision': { path: '/policy/revisions/1' },
  'POST /:org/policy/test': { path: '/policy/test', body: { rules: { evidence: ['note'] } } },
  'POST /:org/projects/:project/policy/test': {
    path: '/projects/lab/policy/test',
    body: { rules: {} },
  },
  'POST /:org/models/:model/policy/test': {
    path: '/models/churn/policy/test',
    body: { rules: { gates: [{ name: 'good', cel: 'metrics.accuracy > 0.5' }] } },
  },
  'GET /:org/projects/:project/policy': { path: '/projects/lab/policy' },
  'PUT /:org/projects/:project/policy': {
    path: '/projects/lab/policy',
    body: { validDays: 365 },
  },
  'GET /:org/projects/:project/policy/revisions': { path: '/projects/lab/policy/revisions' },
  'GET /:org/projects/:project/policy/revisions/:revision': {
    path: '/projects/lab/policy/revisions/1',
  },
  'GET /:org/models/:model/policy': { path: '/models/churn/policy' },
  'PUT /:org/models/:model/policy': { path: '/models/churn/policy', body: { validDays: 90 } },
  'GET /:org/models/:model/policy/revisions': { path: '/models/churn/policy/revisions' },
  'GET /:org/models/:model/policy/revisions/:revision': {
    path: '/models/churn/policy/revisions/1',
  },
  'POST /:org/models/:model/images': { path: '/models/churn/images', body: png(2, 2) },
  'GET /:org/models/:model/images/:id': { path: '/models/churn/images/{image}' },
  'GET /:org/fields': { path: '/fields' },
  'POST /:org/fields': { path: '/fields', body: { label: 'Fresh', kind: 'text' } },
  'PATCH /:org/fields/:key': { path: '/fields/team', body: { label: 'x' } },
  'DELETE /:org/fields/:key': { path: '/fields/team' },
  'PUT /:org/models/:model/fields': { path: '/models/churn/fields', body: { squad: 'x' } },
  'POST /:org/models/:model/archive': { path: '/models/spare/archive' },
  'POST /:org/models/:model/restore': { path: '/models/asleep/restore' },
  'DELETE /:org/models/:model': { path: '/models/spare' },
  'GET /:org/models/:model/access': { path: '/models/churn/access' },
  'GET /:org/models/:model/access/who': {
    path: '/models/churn/access/who?can=version.approve&version=1',
  },
  'GET /:org/models/:model/access/may': { path: '/models/churn/access/may?person={member}' },
  'POST /:org/models/:model/access': {
    path: '/models/churn/access',
    body: { person: '{member}', role: 'contributor' },
  },
  'DELETE /:org/models/:model/access/:id': { path: '/models/churn/access/{modelGrant}' },
  'GET /:org/history': { path: '/history?at={now}' },
  'GET /:org/models/:model/history': { path: '/models/churn/history?at={now}' },
  'GET /:org/models/:model/timeline': { path: '/models/churn/timeline' },
  'GET /:org/models/:model/aliases': { path: '/models/churn/aliases' },
  'GET /:org/models/:model/aliases/:alias': { path: '/models/churn/aliases/production' },
  'PUT /:org/models/:model/aliases/:alias': {
    path: '/models/churn/aliases/production',
    body: { version: 1 },
  },
  'GET /:org/models/:model/aliases/:alias/history': {
    path: '/models/churn/aliases/production/history',
  },
  'DELETE /:org/models/:model/aliases/:alias': { path: '/models/churn/aliases/production' },
  'GET /:org/models/facets': { path: '/models/facets' },
  'GET /:org/runs/facets': { path: '/runs/facets' },
  'GET /:org/versions/facets': { path: '/versions/facets' },
  'GET /:org/suggestions': { path: '/suggestions?of=models&q=state:&at=6' },
  'GET /:org/versions': { path: '/versions?q=state:pending' },
  'GET /:org/models/:model/comments': { path: '/models/churn/comments' },
  'POST /:org/models/:model/comments': { path: '/models/churn/comments', body: { body: 'Hm' } },
  'GET /:org/models/:model/versions/:version/comments': {
    path: '/models/churn/versions/v1/comments',
  },
  'POST /:org/models/:model/versions/:version/comments': {
    path: '/models/churn/versions/v1/comments',
    body: { body: 'Hm' },
  },
  'GET /:org/models/:model/mentionable': { path: '/models/churn/mentionable' },
  'PATCH /:org/comments/:id': { path: '/comments/{comment}', body: { body: 'Ah' } },
  'DELETE /:org/comments/:id': { path: '/comments/{comment}' },
  'GET /:org/comments/:id/revisions': { path: '/comments/{comment}/revisions' },
  'GET /:org/models/:model/versions': { path: '/models/churn/versions' },
  'POST /:org/models/:model/versions': { path: '/models/churn/versions', body: {} },
  'GET /:org/models/:model/versions/:version': { path: '/models/churn/versions/v1' },
  'GET /:org/models/:model/versions/:version/reproduction': {
    path: '/models/asleep/versions/1/reproduction',
  },
  'PATCH /:org/models/:model/versions/:version': {
    path: '/models/churn/versions/1',
    body: { note: 'x' },
  },
  // Who may do it to which of them: decisions.db.test.ts and lib/versions/many.db.test.ts.
  'POST /:org/decisions': {
    path: '/decisions',
    body: { decisions: [{ uri: 'model://churn/v1', decision: 'approve' }] },
  },
  'POST /:org/tags': { path: '/tags', body: { versions: ['model://churn/v1'], add: ['best'] } },
  'POST /:org/archivals': { path: '/archivals', body: { versions: ['model://churn/v1'] } },
  'POST /:org/models/:model/versions/:version/approve': {
    path: '/models/churn/versions/1/approve',
  },
  'POST /:org/models/:model/versions/:version/reject': {
    path: '/models/churn/versions/1/reject',
    body: { note: 'x' },
  },
  'POST /:org/models/:model/versions/:version/withdraw': {
    path: '/models/churn/versions/2/withdraw',
    body: { note: 'x' },
  },
  'POST /:org/models/:model/versions/:version/archive': {
    path: '/models/churn/versions/1/archive',
  },
  'POST /:org/models/:model/versions/:version/restore': {
    path: '/models/churn/versions/3/restore',
  },
  'DELETE /:org/models/:model/versions/:version': { path: '/models/churn/versions/v1?note=x' },
  'GET /:org/reviews': { path: '/reviews' },
  'GET /:org/inbox': { path: '/inbox' },
  'POST /:org/inbox/read': { path: '/inbox/read', body: { until: tomorrow } },
  'GET /:org/models/:model/versions/:version/checks': { path: '/models/churn/versions/1/checks' },
  'GET /:org/models/:model/versions/:version/reviewers': {
    path: '/models/churn/versions/1/reviewers',
  },
  'POST /:org/models/:model/versions/:version/reviewers': {
    path: '/models/churn/versions/4/reviewers',
    body: { people: ['{approver}'] },
  },
  'DELETE /:org/models/:model/versions/:version/reviewers/:id': {
    path: '/models/churn/versions/1/reviewers/{request}',
  },
  'PUT /:org/blobs/:sha256': {
    path: `/blobs/${sha256('new bytes')}`,
    body: new TextEncoder().encode('new bytes'),
  },
  'GET /:org/blobs/:sha256': { path: `/blobs/${sha256('shared')}` },
  'GET /:org/models/:model/versions/:version/files/*': {
    path: '/models/churn/versions/1/files/model.bin',
  },
  'GET /:org/models/:model/versions/:version/archive.zip': {
    path: '/models/churn/versions/1/archive.zip',
  },
  'GET /:org/resolve': { path: '/resolve?uri=model://churn/v1' },
  'GET /:org/datasets': { path: '/datasets' },
  'POST /:org/datasets': { path: '/datasets', body: { slug: 'pets' } },
  'GET /:org/datasets/:dataset': { path: '/datasets/rows' },
  'PATCH /:org/datasets/:dataset': { path: '/datasets/rows', body: { description: 'x' } },
  'GET /:org/datasets/:dataset/aliases': { path: '/datasets/rows/aliases' },
  'GET /:org/datasets/:dataset/aliases/:alias': { path: '/datasets/rows/aliases/production' },
  'GET /:org/datasets/:dataset/aliases/:alias/history': {
    path: '/datasets/rows/aliases/production/history',
  },
  'PUT /:org/datasets/:dataset/aliases/:alias': {
    path: '/datasets/rows/aliases/staging',
    body: { version: 'v1' },
  },
  'DELETE /:org/datasets/:dataset/aliases/:alias': { path: '/datasets/rows/aliases/production' },
  'PATCH /:org/datasets/:dataset/versions/:version': {
    path: '/datasets/rows/versions/v1',
    body: { description: 'x' },
  },
  'GET /:org/datasets/:dataset/versions/:version/files': {
    path: '/datasets/rows/versions/v1/files',
  },
  'GET /:org/datasets/:dataset/versions/:version/diff': {
    path: '/datasets/rows/versions/v1/diff?from=v1',
  },
  'GET /:org/files/:datum': { path: '/files/{datum}' },
  'GET /:org/files/:datum/content': { path: '/files/{datum}/content' },
  'GET /:org/projects/:project/files/aliases': { path: '/projects/lab/files/aliases' },
  'GET /:org/projects/:project/files/aliases/:alias': {
    path: '/projects/lab/files/aliases/best',
  },
  'GET /:org/projects/:project/files/aliases/:alias/history': {
    path: '/projects/lab/files/aliases/best/history',
  },
  'PUT /:org/projects/:project/files/aliases/:alias': {
    path: '/projects/lab/files/aliases/best',
    body: { datum: 'datum://{datum}' },
  },
  'DELETE /:org/projects/:project/files/aliases/:alias': {
    path: '/projects/lab/files/aliases/best',
  },
  'GET /:org/datasets/:dataset/versions': { path: '/datasets/rows/versions' },
  'POST /:org/datasets/:dataset/versions': {
    path: '/datasets/rows/versions',
    body: { version: 'v2', files: [] },
  },
  'GET /:org/datasets/:dataset/versions/:version': { path: '/datasets/rows/versions/v1' },
  'GET /:org/datasets/:dataset/versions/:version/files/*': {
    path: '/datasets/rows/versions/v1/files/a.csv',
  },
  'POST /:org/datasets/:dataset/archive': {
    path: '/datasets/rows/archive',
    body: { force: true },
  },
  'POST /:org/datasets/:dataset/restore': { path: '/datasets/old-rows/restore' },
  'DELETE /:org/datasets/:dataset': { path: '/datasets/rows?force=true' },
  'GET /:org/deployments': { path: '/deployments?model=churn' },
  'POST /:org/deployments': {
    path: '/deployments',
    body: { name: 'fresh', project: 'lab', target: 'staging' },
  },
  'GET /:org/deployments/:deployment': { path: '/deployments/front' },
  'PUT /:org/deployments/:deployment': {
    path: '/deployments/front',
    body: { description: 'x', variants: [{ model: 'model://churn/v2', weight: 100 }] },
  },
  'PATCH /:org/deployments/:deployment': {
    path: '/deployments/front',
    body: { description: 'x' },
  },
  'POST /:org/deployments/:deployment/rollback': {
    path: '/deployments/front/rollback',
    body: { to: 1 },
  },
  'POST /:org/deployments/:deployment/stop': { path: '/deployments/front/stop' },
  'POST /:org/deployments/:deployment/archive': { path: '/deployments/idle/archive' },
  'POST /:org/deployments/:deployment/restore': { path: '/deployments/shelf/restore' },
  'GET /:org/deployments/:deployment/flag': { path: '/deployments/front/flag' },
  'GET /:org/deployments/:deployment/revisions': { path: '/deployments/front/revisions' },
  'POST /:org/deployments/:deployment/revisions': {
    path: '/deployments/front/revisions',
    body: { variants: [{ model: 'model://churn/v2', weight: 100 }] },
  },
  'GET /:org/deployments/:deployment/revisions/:revision': {
    path: '/deployments/front/revisions/1',
  },
  'POST /:org/deployments/:deployment/observations': {
    path: '/deployments/front/observations',
    body: { observations: [{ variant: 'v2', metric: 'accuracy', value: 1 }] },
  },
  'GET /:org/deployments/:deployment/results': { path: '/deployments/front/results' },
  'GET /:org/deployments/:deployment/revisions/:revision/kserve': {
    path: '/deployments/front/revisions/1/kserve',
  },
  'GET /:org/lineage': { path: '/lineage?uri=dataset://rows/v1' },
  'GET /:org/impact': { path: '/impact?uri=dataset://rows/v1' },
  'GET /:org/models.csv': { path: '/models.csv' },
  'GET /:org/versions.csv': { path: '/versions.csv' },
  'GET /:org/impact.csv': { path: '/impact.csv?uri=dataset://rows/v1' },
  'GET /:org/recalls': { path: '/recalls' },
  'POST /:org/recalls': {
    path: '/recalls',
    body: { uri: 'dataset://rows/v1', reason: 'Labels swapped.' },
  },
  'GET /:org/recalls/:id': { path: '/recalls/{recall}' },
  'DELETE /:org/recalls/:id': { path: '/recalls/{recall}' },
  'GET /:org/compare': { path: '/compare?v=model://churn/v1,model://churn/v2' },
  'GET /:org/compare.csv': { path: '/compare.csv?v=model://churn/v1,model://churn/v2' },
  'GET /:org/metrics': { path: '/metrics' },
  'PUT /:org/metrics/:key': { path: '/metrics/accuracy', body: { direction: 'higher' } },
  'GET /:org/deleted': { path: '/deleted' },
  'GET /:org/activity': { path: '/activity' },
  'GET /:org/access/who': { path: '/access/who?can=member.add' },
  'GET /:org/access/may': { path: '/access/may?person={member}' },
  'GET /:org/audit/status': { path: '/audit/status' },
  'GET /:org/audit/checkpoint': { path: '/audit/checkpoint' },
  'GET /:org/audit/key': { path: '/audit/key' },
  'GET /:org/audit/proof': { path: '/audit/proof?index=0' },
  'GET /:org/audit/consistency': { path: '/audit/consistency?from=1' },
  'GET /:org/audit/verification': { path: '/audit/verification' },
  'GET /:org/audit/export': { path: '/audit/export' },
  'GET /:org/models/:model/versions/:version/compliance': {
    path: '/models/asleep/versions/v1/compliance',
  },
  'GET /:org/activity/:event': { path: '/activity/{event}' },
  'GET /:org/organization': { path: '/organization' },
  'PATCH /:org/organization': { path: '/organization', body: { name: 'Other' } },
  'GET /:org/members': { path: '/members' },
  'POST /:org/members': {
    path: '/members',
    body: { email: 'new@example.com', name: 'New', roles: ['reader'] },
  },
  'PATCH /:org/members/:id': { path: '/members/{member}', body: { roles: ['reader'] } },
  'DELETE /:org/members/:id': { path: '/members/{member}' },
  'POST /:org/members/:id/sign-out': { path: '/members/{member}/sign-out' },
  'POST /:org/members/:id/erase': { path: '/members/{former}/erase' },
  'GET /:org/access': { path: '/access' },
  'POST /:org/access': { path: '/access', body: { team: 'crew', role: 'contributor' } },
  'DELETE /:org/access/:id': { path: '/access/{teamGrant}' },
  'GET /:org/teams': { path: '/teams' },
  'POST /:org/teams': { path: '/teams', body: { name: 'Fresh' } },
  'GET /:org/teams/:team': { path: '/teams/crew' },
  'PATCH /:org/teams/:team': { path: '/teams/crew', body: { name: 'Crew of the lab' } },
  'DELETE /:org/teams/:team': { path: '/teams/crew' },
  'GET /:org/teams/:team/roles': { path: '/teams/crew/roles' },
  'GET /:org/teams/:team/members': { path: '/teams/crew/members' },
  'POST /:org/teams/:team/members': {
    path: '/teams/crew/members',
    body: { person: '{other}' },
  },
  'DELETE /:org/teams/:team/members/:id': { path: '/teams/crew/members/{member}' },
  'GET /:org/service-accounts': { path: '/service-accounts' },
  'POST /:org/service-accounts': { path: '/service-accounts', body: { name: 'Fresh' } },
  'GET /:org/service-accounts/:account': { path: '/service-accounts/robot' },
  'PATCH /:org/service-accounts/:account': {
    path: '/service-accounts/robot',
    body: { owner: '{other}' },
  },
  'DELETE /:org/service-accounts/:account': { path: '/service-accounts/robot' },
  'GET /:org/service-accounts/:account/roles': { path: '/service-accounts/robot/roles' },
  'POST /:org/service-accounts/:account/tokens': {
    path: '/service-accounts/robot/tokens',
    body: { name: 't', scopes: ['read'], expiresAt: tomorrow },
  },
  'POST /:org/members/:id/password-link': { path: '/members/{member}/password-link' },
  'GET /:org/invitations': { path: '/invitations' },
  'POST /:org/invitations': { path: '/invitations', body: { roles: ['reader'] } },
  'DELETE /:org/invitations/:id': { path: '/invitations/{invitation}' },
  'GET /:org/group-mappings': { path: '/group-mappings' },
  'PUT /:org/group-mappings/:group': {
    path: '/group-mappings/%2Fml%2Fdata',
    body: { roles: ['contributor'] },
  },
  'DELETE /:org/group-mappings/:group': { path: '/group-mappings/%2Fml%2Fleads' },
  'GET /:org/tokens': { path: '/tokens' },
  'GET /:org/webhooks': { path: '/webhooks' },
  'POST /:org/webhooks': {
    path: '/webhooks',
    body: { name: 'CI', url: 'https://1.1.1.1/hook' },
  },
  'GET /:org/webhooks/:id': { path: '/webhooks/{webhook}' },
  'PATCH /:org/webhooks/:id': { path: '/webhooks/{webhook}', body: { name: 'Build' } },
  'DELETE /:org/webhooks/:id': { path: '/webhooks/{webhook}' },
  'POST /:org/webhooks/:id/rotate': { path: '/webhooks/{webhook}/rotate' },
  'POST /:org/webhooks/:id/test': { path: '/webhooks/{webhook}/test' },
  'POST /:org/webhooks/:id/resume': { path: '/webhooks/{pausedWebhook}/resume' },
  'GET /:org/webhooks/:id/deliveries': { path: '/webhooks/{webhook}/deliveries' },
  'GET /:org/deliveries/:id': { path: '/deliveries/{delivery}' },
  'POST /:org/deliveries/:id/replay': { path: '/deliveries/{delivery}/replay' },
  'POST /:org/tokens': {
    path: '/tokens',
    body: { name: 't', scopes: ['read'], expiresAt: tomorrow },
  },
  'DELETE /:org/tokens/:id': { path: '/tokens/{token}' },
}

// Those who may most come last, so that a refusal is never about something already gone.
const roles: Role[] = ['auditor', 'reader', 'approver', 'contributor', 'maintainer', 'admin']

/** What decides beside the role, in one place each: stated here because the matrix cannot say it. */
const allowedBy: Record<string, (role: Role) => boolean> = {
  // The whole log is for auditors and admins; anyone reads a model's.
  'GET /:org/activity': (role) => rolesAllow([role], 'organization.activity'),
  // The token is the contributor's.
  'DELETE /:org/tokens/:id': (role) => role === 'contributor' || role === 'admin',
  // The comment is the maintainer's, and nobody writes into what another said.
  'PATCH /:org/comments/:id': (role) => role === 'maintainer',
  // Beside an admin, the contributor answers for the service account.
  'POST /:org/service-accounts/:account/tokens': (role) =>
    role === 'contributor' || role === 'admin',
  // Each version is refused by itself, in its place among the answers.
  'POST /:org/decisions': () => true,
  'POST /:org/tags': () => true,
  'POST /:org/archivals': () => true,
}

/** Only the person whose run it is reports to it; the run and the group are the maintainer's. */
for (const name of Object.keys(cases))
  if (
    /(runs\/:run|groups\/:group)\/(finish|outputs|properties|log|metrics|status)/.test(name) &&
    !name.startsWith('GET')
  )
    allowedBy[name] = (role) => role === 'maintainer'

/** What only someone signed in at the web may do: a token makes no other. */
const signedIn = ['POST /:org/tokens', 'POST /:org/service-accounts/:account/tokens']

/** Where a refusal would tell what is none of the caller's business. */
const hidden = ['DELETE /:org/tokens/:id']

let hub: TestHub
let server: TestServer

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

interface Furnished {
  acme: TestOrganization
  ids: Record<string, string>
  at(path: string): string
  /** A body with the ids of this organization in place of what stands in braces. */
  say(body: unknown): unknown
}

/** An organization that has one of everything, so that a call fails for no other reason than the role. */
async function furnished(): Promise<Furnished> {
  const acme = await hub.organization()
  const org = acme.slug
  // Whoever makes a thing becomes its maintainer: someone here who is that anyway.
  const mia = acme.as('maintainer')
  await createProject(mia, { org, name: 'Lab' })
  await modelOf(mia, org, 'churn')
  await updateCard(mia, { org, model: 'churn', blocks: [{ title: 'Use', body: 'Sorting.' }] })
  await updateCard(mia, { org, model: 'churn', blocks: [] })
  await registered(mia, org, { model: 'churn', content: 'shared' })
  await registered(mia, org, { model: 'churn', content: 'shared' })
  await approveVersion(acme.as('approver'), { org, model: 'churn', version: 2 })
  await moveAlias(mia, { org, model: 'churn', alias: 'production', version: 2 })
  const ada = acme.as('admin')
  await setOrganizationPolicy(ada, { org, fourEyes: true, validDays: 365 })
  await setProjectPolicy(ada, { org, project: 'lab', fourEyes: true })
  await setModelPolicy(ada, { org, model: 'churn', fourEyes: true })
  await modelOf(mia, org, 'spare')
  const digest = sha256('shared')
  await createRun(mia, { org, project: 'lab', inputs: [], code: digest })
  await createGroup(mia, { org, project: 'lab', kind: 'task', name: 'sweep' })
  const output = await recordOutput(mia, {
    org,
    project: 'lab',
    run: 1,
    name: 'a.txt',
    sha256: digest,
  })
  await modelOf(mia, org, 'asleep')
  await registerVersion(mia, { org, model: 'asleep', run: 'run://lab/1' })
  await archiveModel(mia, { org, model: 'asleep' })
  await createDataset(mia, { org, slug: 'rows' })
  const files = [{ name: 'a.csv', sha256: digest }]
  await registerDatasetVersion(mia, { org, dataset: 'rows', version: 'v1', files })
  await moveDatasetAlias(mia, { org, dataset: 'rows', alias: 'production', version: 'v1' })
  await moveDatumAlias(mia, { org, project: 'lab', alias: 'best', datum: output.uri })
  const recalled = { uri: 'run://lab/1', reason: 'Wrong seed.' }
  const { id: recall } = await createRecall(mia, { org, ...recalled })
  // Something in each state of life.
  await createProject(mia, { org, name: 'Attic' })
  await createProject(mia, { org, name: 'Cellar' })
  await archiveProject(mia, { org, project: 'cellar' })
  await registered(mia, org, { model: 'churn' })
  await archiveVersion(mia, { org, model: 'churn', version: 3 })
  await registered(mia, org, { model: 'churn' })
  await createDataset(mia, { org, slug: 'old-rows' })
  await archiveDataset(mia, { org, dataset: 'old-rows' })
  await createProject(mia, { org, name: 'Gone' })
  await deleteProject(mia, { org, project: 'gone' })
  await createDeployment(mia, { org, name: 'front', project: 'lab', target: 'production' })
  await deploys(mia, org, 'front', { 'model://churn/v2': 100 })
  await deploys(mia, org, 'front', { 'model://churn/production': 100 })
  for (const name of ['idle', 'shelf'])
    await createDeployment(mia, { org, name, project: 'lab', target: 'staging' })
  await archiveDeployment(mia, { org, deployment: 'shelf' })
  const comment = await createComment(mia, { org, model: 'churn', version: 1, body: 'Oh' })
  await updateComment(mia, { org, id: comment.id, body: 'Oh, well' })
  for (const label of ['Team', 'Squad'])
    await defineField(acme.as('admin'), { org, label, kind: 'text' })
  const image = await uploadImage(mia, { org, model: 'churn', bytes: png(1, 1) })
  const invitation = await createInvitation(acme.as('admin'), { org, roles: ['reader'] })
  await setGroupMapping(acme.as('admin'), { org, group: '/ml/leads', roles: ['maintainer'] })
  const hook = { org, name: 'CI', url: 'https://1.1.1.1/hook' }
  const webhook = await createWebhook(ada, hook)
  const delivery = await testWebhook(ada, { org, id: webhook.id })
  const pausedWebhook = await createWebhook(ada, hook)
  await updateWebhook(ada, { org, id: pausedWebhook.id, paused: true })
  await sealRound()
  const token = await acme.token('contributor')
  await acme.team('crew', ['reader'])
  await acme.serviceAccountToken({ slug: 'robot', owner: 'contributor' })
  const inAll = { org, team: 'crew', role: 'reader' } as const
  const given = { org, person: acme.personId('reader'), role: 'reader' } as const
  const ids: Record<string, string | null> = {
    member: acme.personId('reader'),
    approver: acme.personId('approver'),
    request: await requested(acme),
    other: acme.personId('maintainer'),
    former: await acme.former(),
    teamGrant: (await grantOrganization(acme.as('admin'), inAll)).id,
    comment: comment.id,
    webhook: webhook.id,
    pausedWebhook: pausedWebhook.id,
    delivery: delivery.id,
    token: token.actor.id,
    recall,
    event: (await acme.events()).find(({ action }) => action === 'model.create')?.id ?? null,
    invitation: invitation.id,
    image: image.id,
    datum: output.uri.slice('datum://'.length),
    modelGrant: (await grantModel(mia, { ...given, model: 'churn' })).id,
    projectGrant: (await grantProject(acme.as('admin'), { ...given, project: 'lab' })).id,
  }
  const now = new Date().toISOString()
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name) => (name === 'now' ? now : (ids[name] ?? '')))
  const at = (path: string) => `/${org}${fill(path)}`
  const say = (body: unknown) =>
    body === undefined || body instanceof Uint8Array ? body : JSON.parse(fill(JSON.stringify(body)))
  return { acme, ids: present(ids), at, say }
}

function present(ids: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).flatMap(([name, id]) => (id ? [[name, id]] : [])))
}

async function requested(acme: TestOrganization): Promise<string | null> {
  const ref = { org: acme.slug, model: 'churn', version: 1 }
  const { items } = await requestReview(acme.as('maintainer'), {
    ...ref,
    people: [acme.personId('approver')],
  })
  return items[0]?.id ?? null
}

describe('the list of cases', () => {
  it('has one for every route and none for a route that is gone', () => {
    const known = apiRoutes.map(({ method, path }) => `${method} ${path}`)
    expect(Object.keys(cases).sort()).toEqual(known.sort())
  })
})

describe('a token', () => {
  it.each(roles)('of an %s makes no other token', async (role) => {
    const acme = await hub.organization()
    const secret = await acme.secret(role, { scopes: ['read', 'write', 'decide', 'admin'] })
    const { body } = cases['POST /:org/tokens'] ?? {}
    const answer = await server.fetch(secret, 'POST', `/${acme.slug}/tokens`, body)
    expect(answer.status).toBe(403)
  })
})

// Where nothing is changed, one organization does for all.
let standing: Promise<Furnished> | undefined
let elsewhere: Promise<TestOrganization> | undefined
const unchanged = () => {
  standing ??= furnished()
  return standing
}
const another = () => {
  elsewhere ??= hub.organization()
  return elsewhere
}

describe('the machine doors', () => {
  it('are the listed routes and those that need no organization', () => {
    // GET /metrics is decided by address: server/metrics-access.test.ts.
    const open = [
      'GET /healthz',
      'GET /readyz',
      'GET /metrics',
      'GET /cli/hub.mjs',
      'GET /cli/verify-audit.mjs',
      'GET /api/v1/openapi.json',
      'GET /api/v1/version',
      'GET /api/v1/openlineage/facets/modelHub_metrics/1-0-0.json',
    ]
    // Who may report lineage: server/openlineage/door.db.test.ts.
    const reports = lineageRoutes.map(({ method, path }) => `${method} /api/v1${path}`)
    // Who may evaluate: server/ofrep/door.db.test.ts.
    const asked = ofrepRoutes.map(({ method, path }) => `${method} ${ofrepPrefix}${path}`)
    // Who may download: server/huggingface/authorization.db.test.ts.
    const repos = huggingfaceEndpoints.map(
      ({ method, path }) => `${method} ${huggingfacePrefix}${path}`,
    )
    // Who may do what as an MLflow client: server/mlflow/authorization.db.test.ts.
    const tracked = ['', '/p/:project'].flatMap((below) => [
      ...['version', 'health'].map((name) => `GET ${mlflowPrefix}${below}/${name}`),
      ...mlflowEndpoints.flatMap((route) =>
        urlsOf(route).map((url) => `${route.method} ${mlflowPrefix}${below}${url}`),
      ),
    ])
    // By a secret in the address: server/mlflow/multipart.db.test.ts.
    const parts = [`PUT ${mlflowPrefix}/multipart/:upload/:number`]
    const listed = apiRoutes.map(({ method, path }) => `${method} /api/v1${path}`)
    const all = [
      ...[...listed, ...reports, ...asked, ...repos, ...tracked, ...parts, ...open],
      'GET /api/v1/me',
    ]
    expect(server.routes().sort()).toEqual(all.sort())
  })

  it('tell nobody without a token who they are', async () => {
    expect((await server.fetch(null, 'GET', '/me')).status).toBe(401)
  })

  it('tell everybody which version answers, and nothing else', async () => {
    const answer = await server.fetch(null, 'GET', '/version')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      schema: expect.stringMatching(/^\d{4}_\w+$/),
      api: 'v1',
    })
  })
})

describe.each(apiRoutes.map((route) => ({ name: `${route.method} ${route.path}`, route })))(
  '$name',
  ({ name, route }) => {
    const { path, body } = cases[name] ?? { path: '/' }

    it('is decided by role, a refusal of a change is recorded, and an answer is as described', async () => {
      const { acme, at, say } = await (route.method === 'GET' ? unchanged() : furnished())
      let served = 0
      for (const role of roles) {
        const secret = await acme.secret(role, { scopes: ['read', 'write', 'decide', 'admin'] })
        const before = (await acme.events()).length
        const answer = signedIn.includes(name)
          ? await server.fetch(null, route.method, at(path), say(body), await browser(acme, role))
          : await server.fetch(secret, route.method, at(path), say(body))
        const { status } = answer
        const allowed =
          allowedBy[name]?.(role) ?? (route.action === null || rolesAllow([role], route.action))
        const refusal = hidden.includes(name) ? 404 : 403
        if (allowed) {
          // Whoever may and comes first gets what was asked for; later ones may find it done.
          const fits = status < 300 || (served > 0 && [404, 409].includes(status))
          expect({ role, status, fits }).toEqual({ role, status, fits: true })
          if (status < 300) await expectDescribed(route, answer)
          served++
          continue
        }
        expect({ role, status }).toEqual({ role, status: refusal })
        if (route.method === 'GET' || trials.includes(name) || refusal === 404) continue
        const [event] = (await acme.events()).slice(before)
        expect(event).toMatchObject({ outcome: 'refused', action: route.action })
      }
      expect(served).toBeGreaterThan(0)
    })

    it('is closed without a token and does not exist for another organization', async () => {
      const { at, say } = await unchanged()
      const other = await another()
      const where = at(path)
      const said = say(body)
      expect((await server.fetch(null, route.method, where, said)).status).toBe(401)
      expect((await server.fetch('hub_unknown', route.method, where, said)).status).toBe(401)
      const secret = await other.secret('admin')
      expect((await server.fetch(secret, route.method, where, said)).status).toBe(404)
      expect(await other.events()).toEqual([])
    })
  },
)

/** Routes that answer for each thing by itself, and what they do to each: a refusal is among the answers. */
const itemwise: Record<string, Action> = {
  'POST /:org/decisions': 'version.approve',
  'POST /:org/tags': 'version.update',
  'POST /:org/archivals': 'version.archive',
}

/** Where a narrower action decides than the route names: a model's log is for everyone who reads it. */
const decidedBy: Record<string, Action> = { 'GET /:org/activity': 'organization.activity' }

/** What is only there with all models in it, so that a token limited to some never reads it. */
const ofAll = [
  'GET /:org/audit/verification',
  'GET /:org/audit/export',
  'GET /:org/deployments/:deployment/revisions/:revision/kserve',
]

/** Callers beside the people of each role: what `can()` says of them is what must happen. */
const others: Record<string, (acme: TestOrganization) => Promise<{ secret: string; ctx: Ctx }>> = {
  'a token that only reads': async (acme) =>
    known(await acme.secret('admin', { scopes: ['read'] })),
  'a token without the scope admin': async (acme) =>
    known(await acme.secret('admin', { scopes: ['read', 'write', 'decide'] })),
  'a token limited to another model': async (acme) =>
    known(await acme.secret('admin', { scopes: all, modelIds: [await modelIdOf(acme, 'spare')] })),
  'a service account that contributes': (acme) =>
    acme.serviceAccountToken({ roles: ['contributor'], scopes: all, owner: 'admin' }),
  'a service account with every role': (acme) =>
    acme.serviceAccountToken({ roles: [...roles], scopes: all, owner: 'admin' }),
}
const all: Scope[] = ['read', 'write', 'decide', 'admin']

async function known(secret: string) {
  const via = 'api' as const
  return { secret, ctx: await contextFromToken(secret, { ...arrival(), via }) }
}

async function modelIdOf({ slug }: TestOrganization, model: string): Promise<string> {
  const [found] = await hub.database.read
    .select({ id: models.id })
    .from(models)
    .innerJoin(organizations, eq(organizations.id, models.organizationId))
    .where(and(eq(organizations.slug, slug), eq(models.slug, model)))
  return found?.id ?? ''
}

/** What the route is about, as permission goes: the model of its case, or the organization as a whole. */
async function subjectOf({ acme }: Furnished, path: string): Promise<Subject> {
  const [, model] = /^\/models\/([a-z-]+)\//.exec(`${path.split('?')[0]}/`) ?? []
  const named = model && !['facets'].includes(model)
  return {
    organizationId: acme.id,
    ...(named ? { modelId: await modelIdOf(acme, model) } : {}),
  }
}

const callers = new Map<string, Promise<{ secret: string; ctx: Ctx }>>()
const calling = async (who: string) => {
  const { acme } = await unchanged()
  const made = callers.get(who) ?? others[who]?.(acme)
  if (!made) throw new Error(`Nobody is ${who}.`)
  callers.set(who, made)
  return made
}

describe.each(Object.keys(others))('%s', (who) => {
  it.each(apiRoutes.map((route) => ({ name: `${route.method} ${route.path}`, route })))(
    'meets at $name what can() says of it',
    async ({ name, route }) => {
      const { path, body } = cases[name] ?? { path: '/' }
      const standing = await unchanged()
      const { secret, ctx } = await calling(who)
      const subject = await subjectOf(standing, path)
      const each = itemwise[name]
      const action = each ?? decidedBy[name] ?? route.action
      const about = each
        ? { ...subject, modelId: await modelIdOf(standing.acme, 'churn') }
        : subject
      const decision = action ? can(ctx, action, about) : ({ ok: true } as const)
      // Nothing may change here, so what is allowed is tried only where it reads.
      if (decision.ok && route.method !== 'GET') return
      const answer = await server.fetch(secret, route.method, standing.at(path), standing.say(body))
      const { status } = answer
      const said = await answer.text()
      if (!canSee(ctx, subject)) return expect({ status }).toEqual({ status: 404 })
      if (each) return expect(done(said)).toEqual([])
      // A token that is none of theirs is not there for those who may not list it.
      if (hidden.includes(name)) return expect([403, 404]).toContain(status)
      if (!decision.ok) return expect({ status }).toEqual({ status: 403 })
      const limited = ctx.actor.kind === 'token' && ctx.actor.modelIds !== null
      // What is about a model out of sight is not there either, by whichever address.
      const fits =
        status < 300 || (limited && (status === 404 || (ofAll.includes(name) && status === 403)))
      expect({ status, fits }).toEqual({ status, fits: true })
      if (limited && !said.includes('"code":"not_found"'))
        expect(said).not.toMatch(/model:\/\/churn|"churn"/)
    },
  )
})

/** The answers of a route that answers one by one which say that something was done. */
function done(said: string): unknown[] {
  return (JSON.parse(said) as { results: { ok: boolean }[] }).results.filter(({ ok }) => ok)
}

/** Slugs of another organization; what it says of them is nowhere to be read. */
const theirs = { model: 'theirs', project: 'their-lab', dataset: 'their-rows', hidden: 'Zebra' }

let neighbours: Promise<Furnished> | undefined
const neighbour = () => {
  neighbours ??= furnishedNeighbour()
  return neighbours
}

/** Another organization with one of everything, and with things whose names nobody here has. */
async function furnishedNeighbour(): Promise<Furnished> {
  const standing = await furnished()
  const { acme: other } = standing
  const { slug: org } = other
  const mia = other.as('maintainer')
  await createProject(mia, { org, name: theirs.hidden, slug: theirs.project })
  await createModel(mia, { org, name: theirs.hidden, slug: theirs.model })
  for (const content of ['zebra 1', 'zebra 2'])
    await registered(mia, org, { model: theirs.model, content, note: theirs.hidden })
  await createDataset(mia, { org, slug: theirs.dataset, description: theirs.hidden })
  const files = [{ name: 'a.csv', sha256: sha256('zebra 1') }]
  await registerDatasetVersion(mia, { org, dataset: theirs.dataset, version: 'v1', files })
  await createRun(mia, { org, project: theirs.project, inputs: [] })
  return standing
}

/** A text with one of the names in it replaced by the other organization's; each name once. */
function* elsewhereIn(text: string, ids: Record<string, string>): Generator<string> {
  const names: [RegExp, string][] = [
    [/\/models\/[a-z]+(?=\/|$|\?)/, `/models/${theirs.model}`],
    [/\/projects\/[a-z]+(?=\/|$|\?)/, `/projects/${theirs.project}`],
    [/\/datasets\/[a-z-]+(?=\/|$|\?)/, `/datasets/${theirs.dataset}`],
    [/model:\/\/[a-z]+/, `model://${theirs.model}`],
    [/dataset:\/\/[a-z]+/, `dataset://${theirs.dataset}`],
    [/run:\/\/[a-z]+/, `run://${theirs.project}`],
    [new RegExp(sha256('shared')), sha256('zebra 1')],
  ]
  for (const [name, other] of names)
    if (name.test(text) && !/models\/facets/.test(text)) yield text.replace(name, other)
  for (const [, placeholder = ''] of text.matchAll(/\{(\w+)\}/g))
    if (ids[placeholder] && placeholder !== 'now')
      yield text.replace(`{${placeholder}}`, ids[placeholder])
}

describe('what another organization has', () => {
  const named = apiRoutes.map((route) => ({ name: `${route.method} ${route.path}`, route }))

  it.each(named)('is not there for $name', async ({ name, route }) => {
    const { path, body } = cases[name] ?? { path: '/' }
    const { acme, at, say } = await unchanged()
    const { acme: other, ids } = await neighbour()
    const bytes = body instanceof Uint8Array
    // Whoever may do the most here.
    const role = allowedBy[name]?.('admin') === false ? 'maintainer' : 'admin'
    const asked = [
      ...[...elsewhereIn(path, ids)].map((where) => ({ where, said: body })),
      ...(body === undefined || bytes ? [] : [...elsewhereIn(JSON.stringify(body), ids)]).map(
        (text) => ({ where: path, said: JSON.parse(text) as unknown }),
      ),
    ]
    const before = [(await acme.events()).length, (await other.events()).length]
    for (const { where, said } of asked) {
      const headers = signedIn.includes(name) ? await browser(acme, role) : {}
      const secret = await acme.secret(role, { scopes: all })
      before[0] = (await acme.events()).length
      const answer = await server.fetch(secret, route.method, at(where), say(said), headers)
      const text = await answer.text()
      const { status } = answer
      if (itemwise[name]) expect(done(text)).toEqual([])
      else
        expect({ where, said, status }).toEqual({ where, said, status: expect.toSatisfy(isAbsent) })
      expect(text).not.toContain(theirs.hidden)
      expect(text).not.toContain(other.slug)
      expect([(await acme.events()).length, (await other.events()).length]).toEqual(before)
    }
  })

  it('was asked for by every route that names a thing', async () => {
    const { ids } = await neighbour()
    const names = /:(model|project|dataset|id|datum|event)\b/
    const untried = apiRoutes.filter(({ method, path }) => {
      const asked = cases[`${method} ${path}`]?.path ?? ''
      return names.test(path) && [...elsewhereIn(asked, ids)].length === 0
    })
    expect(untried.map(({ method, path }) => `${method} ${path}`)).toEqual([])
  })
})

const isAbsent = (status: number) => status === 404 || status === 400

/** The headers of a signed-in browser on the hub's own pages. */
async function browser(acme: TestOrganization, role: Role): Promise<Record<string, string>> {
  const { secret } = await startSession(acme.personId(role), acme.as(role).origin)
  return { cookie: `${sessionCookieName()}=${secret}`, 'sec-fetch-site': 'same-origin' }
}

/** An answer holds what the description says, and nothing that it does not say. */
async function expectDescribed(route: Route, answer: Response): Promise<void> {
  if (!route.answer) {
    await answer.arrayBuffer()
    return
  }
  const { error } = strict(route.answer).safeParse(await answer.json())
  expect(error?.issues).toBeUndefined()
}
