import {
  getModelPolicy,
  getModelPolicyRevision,
  getOrganizationPolicy,
  getOrganizationPolicyRevision,
  getProjectPolicy,
  getProjectPolicyRevision,
  listModelPolicies,
  listOrganizationPolicies,
  listProjectPolicies,
} from '@/lib/policies/queries'
import { setModelPolicy, setOrganizationPolicy, setProjectPolicy } from '@/lib/policies/set'
import { tryModelPolicy, tryOrganizationPolicy, tryProjectPolicy } from '@/lib/policies/try'
import { Policy, PolicyRevision, SetPolicy, TriedPolicy } from '@/lib/policies/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, put, act } = routes()
const revisions = pageOf(PolicyRevision)

get('/:org/policy', getOrganizationPolicy, {
  summary: 'Get what an organization asks of decisions',
  answer: Policy,
})
put('/:org/policy', setOrganizationPolicy, {
  summary: 'Set what an organization asks of decisions',
  answer: SetPolicy,
})
get('/:org/policy/revisions', listOrganizationPolicies, {
  summary: 'List the revisions of an organization’s policy, latest first',
  answer: revisions,
})
get('/:org/policy/revisions/:revision', getOrganizationPolicyRevision, {
  summary: 'Get one revision of an organization’s policy',
  answer: PolicyRevision,
})
act('/:org/policy/test', tryOrganizationPolicy, {
  summary: 'Try rules against the last 20 versions of an organization; nothing is kept',
  answer: TriedPolicy,
})

const project = '/:org/projects/:project/policy'
get(project, getProjectPolicy, {
  summary: 'Get what a project asks of decisions',
  answer: Policy,
})
put(project, setProjectPolicy, {
  summary: 'Set what a project asks of decisions',
  answer: SetPolicy,
})
get(`${project}/revisions`, listProjectPolicies, {
  summary: 'List the revisions of a project’s policy, latest first',
  answer: revisions,
})
get(`${project}/revisions/:revision`, getProjectPolicyRevision, {
  summary: 'Get one revision of a project’s policy',
  answer: PolicyRevision,
})
act(`${project}/test`, tryProjectPolicy, {
  summary: 'Try rules against the last 20 versions of a project; nothing is kept',
  answer: TriedPolicy,
})

const model = '/:org/models/:model/policy'
get(model, getModelPolicy, {
  summary: 'Get what holds for decisions on a model, and where it comes from',
  answer: Policy,
})
put(model, setModelPolicy, {
  summary: 'Set what a model asks of decisions',
  answer: SetPolicy,
})
get(`${model}/revisions`, listModelPolicies, {
  summary: 'List the revisions of a model’s policy, latest first',
  answer: revisions,
})
get(`${model}/revisions/:revision`, getModelPolicyRevision, {
  summary: 'Get one revision of a model’s policy',
  answer: PolicyRevision,
})
act(`${model}/test`, tryModelPolicy, {
  summary: 'Try rules against the last 20 versions of a model; nothing is kept',
  answer: TriedPolicy,
})

export const policyRoutes = list
