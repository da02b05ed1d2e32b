import { api, type DemoRole, user } from './test'

type Fields = Record<string, unknown>

/** Calls an endpoint as an MLflow client does; throws unless it succeeds. */
export async function mlflow<T = Record<string, never>>(
  role: DemoRole,
  method: string,
  path: string,
  fields: Fields = {},
): Promise<T> {
  const { status, body } = await ask(role, method, `/api/2.0/mlflow/${path}`, fields)
  if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`)
  return body as T
}

async function ask(role: DemoRole, method: string, path: string, fields: Fields) {
  const query = new URLSearchParams(Object.entries(fields).map(([key, value]) => [key, `${value}`]))
  const isGet = method === 'GET'
  const answer = await fetch(
    `${process.env.HUB_E2E_URL}/mlflow${path}${isGet ? `?${query}` : ''}`,
    {
      method,
      headers: {
        authorization: `Bearer ${user(role).token}`,
        ...(!isGet && { 'content-type': 'application/json' }),
      },
      ...(!isGet && { body: JSON.stringify(fields) }),
    },
  )
  return { status: answer.status, body: (await answer.json()) as unknown }
}

const signature = JSON.stringify([{ name: 'bill_length', type: 'double', required: true }])

const packed = `flavors:
  python_function:
    loader_module: mlflow.sklearn
    python_version: 3.11.9
  sklearn:
    sklearn_version: 1.5.0
mlflow_version: 3.4.0
signature:
  inputs: '${signature}'
  outputs: '${JSON.stringify([{ type: 'string', required: true }])}'
utc_time_created: '2026-11-01 10:00:00'
`

let made = 0

interface Names {
  experimentName?: string
  runName?: string
}

/**
 * What a training script leaves behind that logs a model: an experiment with a run and one nested in it,
 * parameters, metrics, a dataset, a logged model with its file, and a pending version.
 */
export async function loggedModel(name: string, names: Names = {}) {
  const unique = `${name}-${process.pid}-${++made}`
  const { experimentName = unique, runName = 'forest' } = names
  const train = <T>(method: string, path: string, fields: Fields) =>
    mlflow<T>('contributor', method, path, fields)
  const { experiment_id: experiment } = await train<{ experiment_id: string }>(
    'POST',
    'experiments/create',
    { name: experimentName === unique ? unique : `${unique} ${experimentName}`.slice(0, 250) },
  )
  const begin = async (called: string, tags: { key: string; value: string }[]) => {
    const begun = await train<{ run: { info: { run_id: string } } }>('POST', 'runs/create', {
      experiment_id: experiment,
      user_id: 'somebody',
      run_name: called,
      start_time: Date.now(),
      tags: [
        ...tags,
        { key: 'mlflow.user', value: 'somebody' },
        { key: 'mlflow.source.name', value: 'train.py' },
        { key: 'mlflow.note.content', value: 'Tried **more** trees.' },
        { key: 'team', value: 'risk '.repeat(100) },
      ],
    })
    return begun.run.info.run_id
  }
  const runId = await begin(runName, [])
  const nested = await begin('fold 1', [{ key: 'mlflow.parentRunId', value: runId }])
  const log = async (run_id: string, accuracy: number) => {
    const times = [0, 1, 2].map((step) => ({ step, timestamp: Date.now() + step }))
    await train('POST', 'runs/log-batch', {
      run_id,
      params: [{ key: 'trees', value: String(accuracy * 100) }],
      metrics: times.map((time) => ({
        ...time,
        key: 'accuracy',
        value: accuracy - 0.1 / (time.step + 1),
      })),
      tags: [],
    })
  }
  await log(runId, 0.9)
  await log(nested, 0.8)
  await train('POST', 'runs/log-inputs', {
    run_id: runId,
    datasets: [
      {
        tags: [{ key: 'mlflow.data.context', value: 'training' }],
        dataset: {
          name: 'penguins',
          digest: 'abc123',
          source_type: 's3',
          source: JSON.stringify({ uri: 's3://bucket/penguins.csv' }),
        },
      },
    ],
  })
  const { model } = await train<{ model: { info: { model_id: string } } }>(
    'POST',
    'logged-models',
    {
      experiment_id: experiment,
      name: 'model',
      model_type: 'sklearn',
      source_run_id: runId,
      params: [],
      tags: [],
    },
  )
  const modelId = model.info.model_id
  const path = `/api/2.0/mlflow-artifacts/artifacts/${experiment}/models/${modelId}/artifacts/MLmodel`
  const sent = await fetch(`${process.env.HUB_E2E_URL}/mlflow${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${user('contributor').token}` },
    body: packed,
  })
  if (!sent.ok) throw new Error(`PUT ${path}: ${sent.status} ${await sent.text()}`)
  await train('PATCH', `logged-models/${modelId}`, {
    model_id: modelId,
    status: 'LOGGED_MODEL_READY',
  })
  await train('POST', 'registered-models/create', { name: unique, tags: [] })
  const { model_version } = await train<{ model_version: { version: string } }>(
    'POST',
    'model-versions/create',
    { name: unique, source: `models:/${modelId}`, model_id: modelId, tags: [] },
  )
  for (const run_id of [nested, runId])
    await train('POST', 'runs/update', { run_id, status: 'FINISHED', end_time: Date.now() })
  const number = await numberOf(`model://${unique}/v${model_version.version}`)
  return { experiment, run: number, runId, model: unique, version: model_version.version }
}

/** The number of the run that made a version, which links of its client lead to. */
async function numberOf(uri: string): Promise<number> {
  type Runs = { items: { run: number; versions: string[] }[] }
  const { items } = await api<Runs>('contributor', 'GET', '/runs?project=default&limit=500')
  const found = items.find(({ versions }) => versions.includes(uri))
  if (!found) throw new Error(`No run made ${uri}.`)
  return found.run
}
