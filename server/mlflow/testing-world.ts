import type { TestOrganization } from '@/lib/testing/hub'
import type { TestServer } from '../testing/server'
import { callMlflow } from './testing'

export const api = '/api/2.0/mlflow'
export const files = '/api/2.0/mlflow-artifacts'

/** A text that nobody outside of the organization may be told; no request holds it. */
export const classified = 'classified-3141592653'

/** What an MLflow client has left in an organization: one of everything, made by a contributor. */
export interface MlflowWorld {
  acme: TestOrganization
  /** Of the contributor whose run it is. */
  owner: string
  run: string
  /** A candidate of the run. */
  candidate: string
  /** A large file of the run on its way in one part, which has arrived. */
  upload: { id: string; etag: string }
}

export async function mlflowWorld(
  server: TestServer,
  acme: TestOrganization,
): Promise<MlflowWorld> {
  const owner = await acme.secret('contributor')
  // Whoever makes a model becomes its maintainer: someone here who is that anyway.
  const mia = await acme.secret('maintainer')
  const post = async (path: string, fields: Record<string, unknown>, secret = owner) => {
    const { status, body } = await callMlflow(server, secret, 'POST', path, fields)
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`)
    return body
  }
  const put = async (url: string) => {
    const answer = await fetch(url, {
      method: 'PUT',
      headers: { authorization: `Bearer ${owner}` },
      body: classified,
    })
    if (!answer.ok) throw new Error(await answer.text())
    return answer
  }
  const tag = { key: 'secret', value: classified }
  await post(`${api}/experiments/create`, { name: 'first', tags: [tag] })
  await post(`${api}/experiments/create`, { name: 'second', tags: [tag] })
  const { run } = (await post(`${api}/runs/create`, {
    ...{ experiment_id: '1', run_name: classified, start_time: Date.now(), tags: [tag] },
  })) as { run: { info: { run_id: string } } }
  const run_id = run.info.run_id
  await post(`${api}/runs/log-batch`, {
    run_id,
    metrics: [{ key: 'loss', value: 3141592653, timestamp: 1, step: 1 }],
    params: [{ key: 'secret', value: classified }],
  })
  const dataset = { name: 'rows', digest: 'd1', source_type: 'local', source: classified }
  await post(`${api}/runs/log-inputs`, { run_id, datasets: [{ dataset }] })
  const root = `${server.url}/mlflow${files}/artifacts`
  await put(`${root}/1/${run_id}/artifacts/a.txt`)
  const { model } = (await post(`${api}/logged-models`, {
    ...{ experiment_id: '1', name: 'candidate', source_run_id: run_id, tags: [tag] },
  })) as { model: { info: { model_id: string } } }
  const candidate = model.info.model_id
  await put(`${root}/1/models/${candidate}/artifacts/model.bin`)
  const churn = { name: 'churn', description: classified, tags: [tag] }
  await post(`${api}/registered-models/create`, churn, mia)
  for (const _ of [1, 2])
    await post(`${api}/model-versions/create`, {
      ...{ name: 'churn', source: `models:/${candidate}`, model_id: candidate },
      ...{ description: classified, tags: [tag] },
    })
  const alias = { name: 'churn', alias: 'trial', version: '1' }
  await post(`${api}/registered-models/alias`, alias, mia)
  await post(`${api}/experiments/delete`, { experiment_id: '2' }, mia)
  const begun = (await post(`${files}/mpu/create/1/${run_id}/artifacts`, {
    ...{ path: 'large.bin', num_parts: 1 },
  })) as { upload_id: string; credentials: { url: string }[] }
  const part = await put(begun.credentials[0]?.url ?? '')
  const upload = { id: begun.upload_id, etag: part.headers.get('etag') ?? '' }
  return { acme, owner, run: run_id, candidate, upload }
}

type Fields = Record<string, unknown>

/** A call of each endpoint that is served to whoever may, as fields and what the path's `*` stands for. */
export const calls: Record<string, (world: MlflowWorld) => Fields & { '*'?: string }> = {
  'GET /api/3.0/mlflow/server-info': () => ({}),
  [`GET ${files}/artifacts`]: ({ run }) => ({ path: `1/${run}/artifacts` }),
  [`GET ${files}/artifacts/*`]: ({ run }) => ({ '*': `1/${run}/artifacts/a.txt` }),
  [`PUT ${files}/artifacts/*`]: ({ run }) => ({ '*': `1/${run}/artifacts/b.txt` }),
  [`DELETE ${files}/artifacts/*`]: ({ run }) => ({ '*': `1/${run}/artifacts/a.txt` }),
  [`POST ${files}/mpu/create/*`]: ({ run }) => ({
    ...{ '*': `1/${run}/artifacts`, path: 'other.bin', num_parts: 2 },
  }),
  [`POST ${files}/mpu/complete/*`]: ({ run, upload: { id, etag } }) => ({
    ...{ '*': `1/${run}/artifacts`, path: 'large.bin', upload_id: id },
    parts: [{ part_number: 1, etag }],
  }),
  [`POST ${files}/mpu/abort/*`]: ({ run, upload }) => ({
    ...{ '*': `1/${run}/artifacts`, path: 'large.bin', upload_id: upload.id },
  }),
  [`GET ${api}/artifacts/list`]: ({ run }) => ({ run_id: run }),
  [`GET ${api}/get-artifact`]: ({ run }) => ({ run_id: run, path: 'a.txt' }),
  [`POST ${api}/upload-artifact`]: ({ run }) => ({ run_uuid: run, path: 'c.txt' }),
  [`GET ${api}/model-versions/get-artifact`]: () => ({
    ...{ name: 'churn', version: '1', path: 'model.bin' },
  }),

  [`GET ${api}/experiments/get-by-name`]: () => ({ experiment_name: 'first' }),
  [`GET ${api}/experiments/get`]: () => ({ experiment_id: '1' }),
  [`GET ${api}/experiments/search`]: () => ({ max_results: 10 }),
  [`POST ${api}/experiments/search`]: () => ({ max_results: 10 }),
  [`POST ${api}/experiments/create`]: () => ({ name: 'third' }),
  [`POST ${api}/experiments/update`]: () => ({ experiment_id: '1', new_name: 'renamed' }),
  [`POST ${api}/experiments/delete`]: () => ({ experiment_id: '1' }),
  [`POST ${api}/experiments/restore`]: () => ({ experiment_id: '2' }),
  [`POST ${api}/experiments/set-experiment-tag`]: () => ({
    ...{ experiment_id: '1', key: 'team', value: 'x' },
  }),
  [`POST ${api}/experiments/delete-experiment-tag`]: () => ({ experiment_id: '1', key: 'secret' }),
  [`POST ${api}/experiments/search-datasets`]: () => ({ experiment_ids: ['1'] }),

  [`POST ${api}/runs/create`]: () => ({ experiment_id: '1', start_time: 1 }),
  [`GET ${api}/runs/get`]: ({ run }) => ({ run_id: run, run_uuid: run }),
  [`POST ${api}/runs/update`]: ({ run }) => ({ run_id: run, status: 'FINISHED', end_time: 2 }),
  [`POST ${api}/runs/log-metric`]: ({ run }) => ({
    ...{ run_id: run, key: 'loss', value: 0.5, timestamp: 2, step: 2 },
  }),
  [`POST ${api}/runs/log-parameter`]: ({ run }) => ({ run_id: run, key: 'depth', value: '4' }),
  [`POST ${api}/runs/set-tag`]: ({ run }) => ({ run_id: run, key: 'team', value: 'x' }),
  [`POST ${api}/runs/delete-tag`]: ({ run }) => ({ run_id: run, key: 'secret' }),
  [`POST ${api}/runs/log-batch`]: ({ run }) => ({
    ...{ run_id: run, metrics: [{ key: 'loss', value: 1, timestamp: 3, step: 3 }] },
  }),
  [`POST ${api}/runs/log-inputs`]: ({ run }) => ({
    run_id: run,
    datasets: [{ dataset: { name: 'more', digest: 'd', source_type: 'local', source: '{}' } }],
  }),
  [`POST ${api}/runs/outputs`]: ({ run, candidate }) => ({
    run_id: run,
    models: [{ model_id: candidate, step: 1 }],
  }),
  [`POST ${api}/runs/log-model`]: ({ run }) => ({
    run_id: run,
    model_json: JSON.stringify({
      ...{ artifact_path: 'model', flavors: {}, run_id: run },
      utc_time_created: '2026-01-01 00:00:00',
    }),
  }),
  [`POST ${api}/runs/search`]: () => ({ experiment_ids: ['1'] }),
  [`POST ${api}/runs/delete`]: ({ run }) => ({ run_id: run }),
  [`POST ${api}/runs/restore`]: ({ run }) => ({ run_id: run }),
  [`GET ${api}/metrics/get-history`]: ({ run }) => ({ run_id: run, metric_key: 'loss' }),
  [`GET ${api}/metrics/get-history-bulk`]: ({ run }) => ({ run_id: [run], metric_key: 'loss' }),
  [`GET ${api}/metrics/get-history-bulk-interval`]: ({ run }) => ({
    ...{ run_ids: [run], metric_key: 'loss', max_results: 10 },
  }),

  [`POST ${api}/logged-models`]: () => ({ experiment_id: '1', name: 'another' }),
  [`POST ${api}/logged-models/search`]: () => ({ experiment_ids: ['1'] }),
  [`GET ${api}/logged-models/:model_id`]: () => ({}),
  [`PATCH ${api}/logged-models/:model_id`]: () => ({ status: 'LOGGED_MODEL_READY' }),
  [`DELETE ${api}/logged-models/:model_id`]: () => ({}),
  [`PATCH ${api}/logged-models/:model_id/tags`]: () => ({ tags: [{ key: 'team', value: 'x' }] }),
  [`DELETE ${api}/logged-models/:model_id/tags/*`]: () => ({ '*': 'secret' }),
  [`POST ${api}/logged-models/:model_id/params`]: () => ({ params: [{ key: 'k', value: 'v' }] }),
  [`GET ${api}/logged-models/:model_id/artifacts/directories`]: () => ({}),
  [`GET ${api}/logged-models/:model_id/artifacts/files`]: () => ({
    artifact_file_path: 'model.bin',
  }),

  [`POST ${api}/registered-models/create`]: () => ({ name: 'fresh' }),
  [`GET ${api}/registered-models/get`]: () => ({ name: 'churn' }),
  [`GET ${api}/registered-models/search`]: () => ({ max_results: 10 }),
  [`GET ${api}/registered-models/get-latest-versions`]: () => ({ name: 'churn' }),
  [`POST ${api}/registered-models/get-latest-versions`]: () => ({ name: 'churn' }),
  [`POST ${api}/registered-models/rename`]: () => ({ name: 'churn', new_name: 'churned' }),
  [`PATCH ${api}/registered-models/update`]: () => ({ name: 'churn', description: 'x' }),
  [`DELETE ${api}/registered-models/delete`]: () => ({ name: 'churn' }),
  [`POST ${api}/registered-models/set-tag`]: () => ({ name: 'churn', key: 'team', value: 'x' }),
  [`DELETE ${api}/registered-models/delete-tag`]: () => ({ name: 'churn', key: 'secret' }),
  [`POST ${api}/registered-models/alias`]: () => ({
    ...{ name: 'churn', alias: 'candidate', version: '1' },
  }),
  [`GET ${api}/registered-models/alias`]: () => ({ name: 'churn', alias: 'trial' }),
  [`DELETE ${api}/registered-models/alias`]: () => ({ name: 'churn', alias: 'trial' }),

  [`POST ${api}/model-versions/create`]: () => ({ name: 'churn', source: 's3://bucket/model' }),
  [`GET ${api}/model-versions/get`]: () => ({ name: 'churn', version: '1' }),
  [`GET ${api}/model-versions/search`]: () => ({ filter: "name = 'churn'", max_results: 10 }),
  [`GET ${api}/model-versions/get-download-uri`]: () => ({ name: 'churn', version: '1' }),
  [`PATCH ${api}/model-versions/update`]: () => ({ name: 'churn', version: '1', description: 'x' }),
  [`POST ${api}/model-versions/transition-stage`]: () => ({
    ...{ name: 'churn', version: '1', stage: 'Production' },
  }),
  [`DELETE ${api}/model-versions/delete`]: () => ({ name: 'churn', version: '2' }),
  [`POST ${api}/model-versions/set-tag`]: () => ({
    ...{ name: 'churn', version: '1', key: 'team', value: 'x' },
  }),
  [`DELETE ${api}/model-versions/delete-tag`]: () => ({
    ...{ name: 'churn', version: '1', key: 'secret' },
  }),
}

/** Sends a call of an endpoint, with its place in the path and its bytes where it takes some. */
export async function callEndpoint(
  server: TestServer,
  secret: string | null,
  name: string,
  world: MlflowWorld,
  headers: Record<string, string> = {},
) {
  const [method = '', path = ''] = name.split(' ')
  const { '*': place = '', ...fields } = calls[name]?.(world) ?? {}
  const where = path.replace(':model_id', world.candidate).replace('*', place)
  const inQuery = method === 'GET' || where.endsWith('/upload-artifact')
  const query = new URLSearchParams(
    Object.entries(fields).flatMap(([key, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => [key, String(one)]),
    ),
  )
  const answer = await fetch(`${server.url}/mlflow${where}${inQuery ? `?${query}` : ''}`, {
    method,
    headers: {
      ...(secret && { authorization: `Bearer ${secret}` }),
      ...(method !== 'GET' && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(method !== 'GET' && { body: inQuery ? 'bytes' : JSON.stringify(fields) }),
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
