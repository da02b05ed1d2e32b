import { z } from 'zod'
import { applyDeployment } from '@/lib/deployments/apply'
import { createDeployment } from '@/lib/deployments/create'
import { reviseOrDiff } from '@/lib/deployments/diff'
import { archiveDeployment, restoreDeployment } from '@/lib/deployments/life'
import {
  getDeployment,
  getRevision,
  listDeployments,
  listRevisions,
} from '@/lib/deployments/queries'
import { rollbackDeployment } from '@/lib/deployments/rollback'
import { stopDeployment } from '@/lib/deployments/stop'
import { updateDeployment } from '@/lib/deployments/update'
import {
  AppliedDeployment,
  Deployment,
  DeploymentWithAbilities,
  MadeRevision,
  Revision,
  RevisionDiff,
} from '@/lib/deployments/view'
import { getDeploymentThen, listDeploymentsThen } from '@/lib/history/deployments'
import { nowOrThen } from '@/lib/history/now-or-then'
import { withReceiptOfCause } from '@/lib/history/proof'
import { PastDeployment, ProvenDeployment } from '@/lib/history/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, put, act, patch } = routes()
const of = '/:org/deployments/:deployment'

get('/:org/deployments', nowOrThen(listDeployments, listDeploymentsThen), {
  summary: 'List deployments with what serves where, or served at a past time',
  answer: pageOf(z.union([PastDeployment, Deployment])),
})
post('/:org/deployments', createDeployment, { summary: 'Make a deployment', answer: Deployment })
get(of, nowOrThen(getDeployment, getDeploymentThen), {
  summary: 'Get a deployment, as it stands or stood',
  answer: z.union([ProvenDeployment, DeploymentWithAbilities]),
  add: withReceiptOfCause,
})
get(`${of}/revisions`, listRevisions, {
  summary: 'List the traffic splits that a deployment had',
  answer: pageOf(Revision),
})
post(`${of}/revisions`, reviseOrDiff, {
  summary: 'Split the traffic of a deployment anew, or tell what that would change',
  answer: z.union([MadeRevision, RevisionDiff]),
  query: ['dryRun'],
  made: (answer) => 'kind' in answer,
})
get(`${of}/revisions/:revision`, getRevision, {
  summary: 'Get a traffic split as it was made',
  answer: Revision,
})

put(of, applyDeployment, {
  summary: 'Say all of a deployment with its split at once: made or changed as one, or not at all',
  answer: AppliedDeployment,
  query: ['dryRun'],
})
patch(of, updateDeployment, {
  summary: 'Edit a deployment, or let it follow what its variants were asked by',
  answer: Deployment,
})
post(`${of}/rollback`, rollbackDeployment, {
  summary: 'Serve again what an earlier revision served, as a new revision',
  answer: MadeRevision,
})
post(`${of}/stop`, stopDeployment, {
  summary: 'Take versions out of a deployment, or all of them',
  answer: MadeRevision,
})
act(`${of}/archive`, archiveDeployment, { summary: 'Archive a deployment', answer: Deployment })
act(`${of}/restore`, restoreDeployment, { summary: 'Restore a deployment', answer: Deployment })

export const deploymentRoutes = list
