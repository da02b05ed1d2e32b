import { invalid } from '@/lib/errors'
import { type Method, type MlflowRoute, mlflowRoutes } from './router'

/** What MLflow has and this door has not: clients go on after a 501, and try again for minutes after a 503. */
const absent: Record<string, string> = {
  '/v1/traces': 'traces',
  '/api/3.0/mlflow/traces': 'traces',
  '/api/2.0/mlflow/traces': 'traces',
  '/api/3.0/mlflow/assessments': 'assessments',
  '/api/3.0/mlflow/issues': 'issues',
  '/api/3.0/mlflow/datasets': 'evaluation datasets',
  '/api/3.0/mlflow/scorers': 'scorers',
  '/api/3.0/mlflow/gateway': 'the gateway',
  '/api/2.0/mlflow/gateway-proxy': 'the gateway',
  '/api/3.0/mlflow/prompt-optimization': 'the optimization of prompts',
  '/api/3.0/mlflow/jobs': 'jobs',
  '/api/3.0/mlflow/workspaces': 'workspaces',
  '/api/3.0/mlflow/mcp': 'the registry of MCP servers',
  '/graphql': 'GraphQL',
  '/api/2.0/mlflow/promptlab': 'the prompt lab',
  '/api/2.0/mlflow/runs/create-promptlab-run': 'the prompt lab',
}

const { list, raw } = mlflowRoutes()

for (const [path, what] of Object.entries(absent))
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies Method[])
    for (const below of ['', '/*'])
      raw({ method, path: path + below, action: null, bytes: true, handle: refuse(what) })

function refuse(what: string): MlflowRoute['handle'] {
  const message = `Model Hub does not keep ${what}. Everything else of this run is kept.`
  return () => Promise.reject(invalid(message, { code: 'NOT_IMPLEMENTED' }))
}

export const notImplementedRoutes = list
