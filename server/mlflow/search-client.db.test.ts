import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import { at, Planter } from '@/lib/mlflow-search/testing'
import { type TestHub, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { approveVersion } from '@/lib/versions/decide'
import { mlflow3x } from '../testing/mlflow-clients'
import { startServer, type TestServer } from '../testing/server'

const python = await pythonWith(...mlflow3x)

let hub: TestHub
let server: TestServer
let token: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  const acme = await hub.organization()
  const [ana, org] = [acme.as('contributor'), acme.slug]
  await modelOf(ana, org, 'churn')
  await modelOf(ana, org, 'speech')
  for (const model of ['churn', 'churn', 'speech']) await registered(ana, org, { model })
  await approveVersion(acme.as('approver'), { org, model: 'churn', version: 1 })
  token = await acme.secret('contributor')
  const planter = new Planter(hub, acme)
  const project = planter.project('default')
  planter.experiment(project, 0, 'Default')
  const experiment = planter.experiment(project, 1, 'one', { tags: { team: 'vision' } })
  for (let n = 0; n < 1300; n++)
    planter.run(project, experiment, `r${n}`, {
      start_time: at(n),
      ...(n < 3 && { metrics: { acc: n / 10 }, params: { lr: `0.${n}` } }),
    })
  planter.loggedModel(experiment, 'candidate')
  planter.loggedModel(experiment, 'other', { created_at: at(5) })
  planter.add('model_tags', {
    ...{ model_id: await idOf('speech'), organization_id: acme.id },
    ...{ key: 'mlflow.prompt.is_prompt', value: 'true' },
  })
  await planter.plant()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

async function idOf(slug: string): Promise<string> {
  const { rows } = await hub.database.read.execute<{ id: string }>(
    `select id from models where slug = '${slug}'`,
  )
  return rows[0]?.id ?? ''
}

const script = `
import json, mlflow
from mlflow import MlflowClient
from mlflow.entities import ViewType
from mlflow.exceptions import MlflowException

client = MlflowClient()
told = {}
found = mlflow.search_runs(
    experiment_ids=["1"], filter_string="metrics.acc >= 0.1 and params.lr LIKE '0.%'",
    order_by=["metrics.acc DESC"])
told["runs"] = list(found["metrics.acc"])
told["frame"] = len(mlflow.search_runs(experiment_names=["one"], run_view_type=ViewType.ALL))
first = client.search_runs(["1"], max_results=900)
second = client.search_runs(["1"], max_results=900, page_token=first.token)
told["pages"] = [len(first), len(second), second.token]
told["experiments"] = [e.name for e in mlflow.search_experiments(filter_string="tags.team = 'vision'")]
page = client.search_experiments(max_results=1)
told["paged"] = [page[0].name] + [e.name for e in client.search_experiments(max_results=1, page_token=page.token)]
told["models"] = [m.name for m in client.search_registered_models()]
told["named"] = [m.name for m in client.search_registered_models(filter_string="name LIKE 'c%'")]
told["versions"] = [v.version for v in client.search_model_versions("name='churn'")]
told["approved"] = [v.version for v in client.search_model_versions("name='churn' and tags.hub.approval = 'approved'")]
told["candidates"] = [m.name for m in mlflow.search_logged_models(experiment_ids=["1"], output_format="list")]
told["candidate"] = [m.name for m in mlflow.search_logged_models(
    experiment_ids=["1"], filter_string="name = 'candidate'", output_format="list",
    order_by=[{"field_name": "metrics.acc", "ascending": False}])]
try:
    mlflow.search_runs(experiment_ids=["1"], filter_string="nonsense")
except MlflowException as error:
    told["refused"] = [error.error_code, str(error)]
print(json.dumps(told))
`

it.skipIf(!python)('answers the searches of the real client', { timeout: 120_000 }, async () => {
  const env = {
    ...({ NODE_ENV: 'test', PATH: process.env.PATH, HOME: hub.dataDir } as const),
    ...{ MLFLOW_TRACKING_URI: `${server.url}/mlflow`, MLFLOW_TRACKING_TOKEN: token },
    ...{ MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0', GIT_PYTHON_REFRESH: 'quiet' },
  }
  const { stdout } = await promisify(execFile)(python ?? '', ['-c', script], { env })
  expect(JSON.parse(stdout)).toEqual({
    runs: [0.2, 0.1],
    frame: 1300,
    pages: [900, 400, null],
    experiments: ['one'],
    paged: ['one', 'Default'],
    models: ['churn'],
    named: ['churn'],
    versions: ['1', '2'],
    approved: ['1'],
    candidates: ['other', 'candidate'],
    candidate: ['candidate'],
    refused: ['INVALID_PARAMETER_VALUE', expect.stringContaining('Invalid clause(s)')],
  })
})
