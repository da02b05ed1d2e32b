import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import { getRun } from '@/lib/runs/queries'
import { type TestHub, testHub } from '@/lib/testing/hub'
import { mlflow2x, mlflow3x } from '../testing/mlflow-clients'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
const folder = mkdtempSync(join(tmpdir(), 'hub-mlflow-'))

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
  rmSync(folder, { recursive: true, force: true })
})

// What both lines of the client have; the newest logs without waiting besides.
const script = `
import json, mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

client = MlflowClient()
told = {}

def refused(call):
    try:
        call()
    except MlflowException as error:
        return [error.error_code, str(error)]

mlflow.set_experiment("penguins")
with mlflow.start_run(run_name="outer", tags={"team": "a"}, description="Why") as outer:
    mlflow.log_param("lr", 0.01)
    mlflow.log_params({"depth": 3, "flag": True, "opt": "adam"})
    for step in range(5):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"acc": 0.9, "bad": float("nan")}, step=4)
    with mlflow.start_run(nested=True) as inner:
        mlflow.log_metric("x", 1)
id = outer.info.run_id
run = client.get_run(id)
told["status"] = run.info.status
told["name"] = run.info.run_name
told["metrics"] = {key: str(value) for key, value in run.data.metrics.items()}
told["params"] = run.data.params
told["tags"] = {key: run.data.tags.get(key) for key in ["team", "mlflow.note.content", "mlflow.runName"]}
told["parent"] = client.get_run(inner.info.run_id).data.tags["mlflow.parentRunId"] == id

with mlflow.start_run(run_id=id):
    mlflow.log_metric("loss", 0.1, step=9)
told["history"] = [[point.step, point.value] for point in client.get_metric_history(id, "loss")]
told["again"] = client.get_run(id).info.status

try:
    with mlflow.start_run() as failing:
        raise RuntimeError("no data")
except RuntimeError:
    told["failed"] = client.get_run(failing.info.run_id).info.status

told["changed"] = refused(lambda: client.log_param(id, "lr", 0.5))
client.set_tag(id, "mlflow.runName", "renamed")
client.set_tag(id, "late", "yes")
client.delete_tag(id, "late")
told["gone"] = refused(lambda: client.delete_tag(id, "late"))
told["renamed"] = client.get_run(id).info.run_name

if hasattr(mlflow, "flush_async_logging"):
    with mlflow.start_run() as quick:
        for step in range(100):
            mlflow.log_metric("m", step, step=step, synchronous=False)
    mlflow.flush_async_logging()
    told["quick"] = [
        client.get_run(quick.info.run_id).data.metrics["m"],
        len(client.get_metric_history(quick.info.run_id, "m")),
    ]

client.delete_run(id)
told["deleted"] = client.get_run(id).info.lifecycle_stage
told["inactive"] = refused(lambda: client.set_tag(id, "a", "b"))
client.restore_run(id)

found = client.get_experiment_by_name("penguins")
client.set_experiment_tag(found.experiment_id, "team", "a")
client.rename_experiment(found.experiment_id, "birds")
told["experiment"] = [client.get_experiment(found.experiment_id).name, found.artifact_location]
told["taken"] = refused(lambda: client.create_experiment("birds"))
told["default"] = client.get_experiment("0").name
print("told " + json.dumps(told))
`

describe.each([{ packages: mlflow3x }, { packages: mlflow2x }])(
  '$packages',
  async ({ packages }) => {
    const python = await pythonWith(...packages)

    it.skipIf(!python)(
      'trains against the hub as against a server of its own',
      async () => {
        const acme = await hub.organization()
        const { stdout } = await promisify(execFile)(python ?? '', ['-c', script], {
          cwd: folder,
          env: {
            ...process.env,
            HOME: folder,
            GIT_PYTHON_REFRESH: 'quiet',
            MLFLOW_TRACKING_URI: `${server.url}/mlflow`,
            MLFLOW_TRACKING_TOKEN: await acme.secret('contributor'),
            MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0',
          },
        })
        const told = JSON.parse(stdout.split('told ').at(-1) ?? '')
        expect(told).toMatchObject({
          status: 'FINISHED',
          name: 'outer',
          metrics: { acc: '0.9', bad: 'nan', loss: '0.2' },
          params: { lr: '0.01', depth: '3', flag: 'True', opt: 'adam' },
          tags: { team: 'a', 'mlflow.note.content': 'Why', 'mlflow.runName': 'outer' },
          parent: true,
          history: [
            [0, 1],
            [1, 1 / 2],
            [2, 1 / 3],
            [3, 1 / 4],
            [4, 1 / 5],
            [9, 0.1],
          ],
          again: 'FINISHED',
          failed: 'FAILED',
          changed: [
            'INVALID_PARAMETER_VALUE',
            expect.stringContaining("already logged with value='0.01'"),
          ],
          gone: ['RESOURCE_DOES_NOT_EXIST', expect.stringContaining('No tag with name: late')],
          renamed: 'renamed',
          quick: [99, 100],
          deleted: 'deleted',
          inactive: ['INVALID_PARAMETER_VALUE', expect.stringContaining("'active' state")],
          experiment: ['birds', 'mlflow-artifacts:/1'],
          taken: ['RESOURCE_ALREADY_EXISTS', expect.stringContaining('already exists')],
          default: 'Default',
        })
        const run = await getRun(acme.as('reader'), { org: acme.slug, project: 'default', run: 1 })
        expect(run).toMatchObject({
          state: 'completed',
          params: { lr: 0.01, depth: 3, flag: true, opt: 'adam' },
          summary: { acc: 0.9, bad: 'NaN', loss: 0.1 },
        })
        const events = (await acme.events()).filter(({ subject }) => subject.uri.endsWith('/1'))
        expect(events.map(({ action }) => action)).toEqual([
          'experiment.create',
          'run.create',
          'run.finish',
          'run.reopen',
          'run.finish',
          'run.delete',
          'run.restore',
          'experiment.update',
          'experiment.update',
        ])
      },
      180_000,
    )
  },
)
