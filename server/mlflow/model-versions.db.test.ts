import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { runs, versionOrigins, versions } from '@/db/schema/tables'
import type { Role, Scope } from '@/lib/actor'
import { updateModel } from '@/lib/models/update'
import { setOrganizationPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { give } from '@/lib/testing/roles'
import { uuidOf } from '@/lib/tracking/ids'
import { approveVersion, rejectVersion } from '@/lib/versions/decide'
import { archiveVersion } from '@/lib/versions/life'
import { getVersion } from '@/lib/versions/queries'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let ana: string
let mia: string
let ben: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})
beforeEach(async () => {
  acme = await hub.organization()
  ana = await acme.secret('contributor')
  mia = await acme.secret('maintainer')
  ben = await acme.secret('approver')
  await call('POST', 'registered-models/create', { name: 'Churn' }, mia)
})

type Fields = Record<string, unknown>
const api = '/api/2.0/mlflow'

async function call(method: string, path: string, fields: Fields, token = ana) {
  const { status, body } = await callMlflow(server, token, method, `${api}/${path}`, fields)
  return { status, body }
}
const onVersions = (method: string, path: string, fields: Fields, token = ana) =>
  call(method, `model-versions/${path}`, { name: 'Churn', ...fields }, token)
const create = (source: string, fields: Fields = {}, token = ana) =>
  onVersions('POST', 'create', { source, ...fields }, token)

const external = 's3://bucket/models/churn'
const make = (fields: Fields = {}, token = ana) => create(external, fields, token)

async function versionNow(version: string | number, name = 'Churn') {
  const { body } = await onVersions('GET', 'get', { name, version: String(version) })
  return body.model_version as Record<string, unknown> & { tags: { key: string; value: string }[] }
}
const tagsNow = async (version: string | number, name = 'Churn') =>
  Object.fromEntries((await versionNow(version, name)).tags.map(({ key, value }) => [key, value]))

const refused = (status: number, error_code: string, message: unknown = expect.any(String)) => ({
  status,
  body: { error_code, message },
})
const invalid = (message: string) =>
  refused(400, 'INVALID_PARAMETER_VALUE', expect.stringContaining(message))
const forbidden = (message: string) =>
  refused(403, 'PERMISSION_DENIED', expect.stringContaining(message))

async function runOf(token = ana) {
  const { body } = await call('POST', 'runs/create', { experiment_id: '0', start_time: 1 }, token)
  const { info } = body.run as { info: { run_id: string; artifact_uri: string } }
  return { id: info.run_id, root: info.artifact_uri }
}

async function loggedModelOf(run: string, token = ana) {
  const fields = { experiment_id: '0', name: 'model', source_run_id: run }
  const { body } = await call('POST', 'logged-models', fields, token)
  const { info } = body.model as { info: { model_id: string; artifact_uri: string } }
  return { id: info.model_id, root: info.artifact_uri }
}

async function put(root: string, path: string, content: string, token = ana) {
  const below = `${root.replace('mlflow-artifacts:/', '')}/${path}`
  const answer = await fetch(`${server.url}/mlflow/api/2.0/mlflow-artifacts/artifacts/${below}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: content,
  })
  expect(answer.status).toBe(200)
}

const at = (version: number, model = 'churn') => ({ org: acme.slug, model, version })
const approve = (version: number, model = 'churn') =>
  approveVersion(acme.as('approver'), at(version, model))
const filesOf = async (version: number, model = 'churn') =>
  (await getVersion(acme.as('reader'), at(version, model))).files.map(({ name }) => name)

const mlmodel = [
  'flavors:',
  '  python_function:',
  '    loader_module: mlflow.sklearn',
  'mlflow_version: 3.3.0',
].join('\n')

describe('a version of a run', () => {
  it('has the files of that moment, and what was logged by then', async () => {
    const { id, root } = await runOf()
    await put(root, 'model/MLmodel', mlmodel)
    await put(root, 'model/requirements.txt', 'numpy==1.26.4\n')
    await put(root, 'other.txt', 'no part of it')
    await call('POST', 'runs/log-batch', {
      run_id: id,
      metrics: [{ key: 'auc', value: 0.9, timestamp: 1, step: 0 }],
      params: [{ key: 'depth', value: '3' }],
    })
    const { status, body } = await create(`${root}/model`, {
      ...{ run_id: id, description: 'First', run_link: 'https://there/run' },
      tags: [
        { key: 'stage', value: 'dev' },
        { key: 'hub.approval', value: 'approved' },
      ],
    })
    expect(status).toBe(200)
    expect(body.model_version).toMatchObject({
      ...{ name: 'Churn', version: '1', current_stage: 'None', status: 'READY' },
      ...{ description: 'First', source: `${root}/model`, run_id: id, user_id: 'Ana' },
      ...{ run_link: 'https://there/run', status_message: 'approval: pending', aliases: [] },
    })
    expect(await tagsNow(1)).toMatchObject({ stage: 'dev', 'hub.approval': 'pending' })

    await put(root, 'model/MLmodel', 'changed: true')
    await put(root, 'model/late.bin', 'late')
    const made = await getVersion(acme.as('reader'), at(1))
    expect(made).toMatchObject({
      ...{ state: 'pending', note: 'First', metrics: { auc: 0.9 }, params: { depth: 3 } },
      ...{ tagValues: { stage: 'dev' }, run: 'run://default/1' },
      files: [{ name: 'MLmodel', size: mlmodel.length }, { name: 'requirements.txt' }],
    })
    const [origin] = await database().read.select().from(versionOrigins)
    expect(origin?.mlmodel).toMatchObject({ mlflowVersion: '3.3.0' })
    const [run] = await database()
      .read.select()
      .from(runs)
      .where(eq(runs.id, uuidOf(id) ?? ''))
    expect(run?.packages).toEqual([{ name: 'numpy', version: '1.26.4' }])
    const event = (await acme.events()).find(({ action }) => action === 'version.register')
    expect(event).toMatchObject({
      ...{ via: 'mlflow', subject: { uri: 'model://churn/v1' } },
      after: { source: `${root}/model`, runRef: id, files: 2 },
    })
  })

  it('is told by runs:/ as well, and numbers go on after a deletion', async () => {
    const { id, root } = await runOf()
    await put(root, 'm/model.pkl', 'weights')
    expect(await create(`runs:/${id}/m`)).toMatchObject({
      body: { model_version: { version: '1' } },
    })
    expect(await filesOf(1)).toEqual(['model.pkl'])
    expect(await onVersions('DELETE', 'delete', { version: '1' }, mia)).toEqual({
      ...{ status: 200, body: {} },
    })
    const again = await create(`runs:/${id}`, { run_id: id })
    expect(again).toMatchObject({ body: { model_version: { version: '2', run_id: id } } })
    expect(await filesOf(2)).toEqual(['m/model.pkl'])
  })

  it('bears the work of whose run it is alone', async () => {
    const { id, root } = await runOf(mia)
    for (const asked of [
      create(`${root}/model`),
      create(`runs:/${id}/model`),
      create(external, { run_id: id }),
    ])
      expect(await asked).toMatchObject(
        forbidden('Only the person whose run it is may register a version from it.'),
      )
    expect((await acme.events()).at(-1)).toMatchObject({
      ...{ action: 'version.register', outcome: 'refused', via: 'mlflow' },
    })
  })

  it('is none of a run that is not there, or of another than is said', async () => {
    const { root } = await runOf()
    const unknown = 'f'.repeat(32)
    expect(await create(`runs:/${unknown}/model`)).toEqual(
      refused(404, 'RESOURCE_DOES_NOT_EXIST', `Run with id=${unknown} not found`),
    )
    expect(await create(`${root}/model`, { run_id: unknown })).toMatchObject(
      invalid('The run_id request parameter must identify the resource that contains the source.'),
    )
  })
})

describe('a version of a logged model', () => {
  it('has its files and the run that made it, without being told', async () => {
    const run = await runOf()
    const model = await loggedModelOf(run.id)
    await put(model.root, 'MLmodel', mlmodel)
    await put(model.root, 'data/model.pkl', 'weights')
    const answer = await create(`models:/${model.id}`, { model_id: model.id })
    expect(answer).toMatchObject({
      status: 200,
      body: {
        model_version: { run_id: run.id, model_id: model.id, source: `models:/${model.id}` },
      },
    })
    expect(await filesOf(1)).toEqual(['MLmodel', 'data/model.pkl'])
    expect(await create(model.root, { model_id: model.id, run_id: run.id })).toMatchObject({
      body: { model_version: { version: '2', model_id: model.id } },
    })
    const logged = await call('GET', `logged-models/${model.id}`, {})
    const { info } = logged.body.model as { info: { tags: { key: string; value: string }[] } }
    const noted = info.tags.find(({ key }) => key === 'mlflow.modelVersions')?.value ?? '[]'
    expect(JSON.parse(noted)).toMatchObject([
      { name: 'Churn', version: '1' },
      { name: 'Churn', version: '2' },
    ])
  })

  it('is none of one that is not there, of another than is said, or of somebody else', async () => {
    const unknown = `m-${'f'.repeat(32)}`
    expect(await create(`models:/${unknown}`)).toMatchObject(
      refused(404, 'RESOURCE_DOES_NOT_EXIST', `Logged model with ID '${unknown}' not found.`),
    )
    const model = await loggedModelOf((await runOf()).id)
    expect(await create(`models:/${model.id}`, { model_id: unknown })).toMatchObject(
      invalid('The model_id request parameter must identify'),
    )
    expect(await create(`models:/${model.id}`, {}, mia)).toMatchObject(forbidden('Only the person'))
  })
})

describe('a version of a model that a run made on its way', () => {
  const measure = (run_id: string, step: number, auc: number, model_id?: string) =>
    call('POST', 'runs/log-batch', {
      run_id,
      metrics: [{ key: 'auc', value: auc, timestamp: step, step, ...(model_id && { model_id }) }],
    })
  const metricsNow = async (version: number) =>
    (await getVersion(acme.as('reader'), at(version))).metrics

  it('keeps what was measured of it, and the last has what the run measured last', async () => {
    const run = await runOf()
    for (const [step, auc] of [
      [1, 0.6],
      [2, 0.8],
    ] as const) {
      const { id } = await loggedModelOf(run.id)
      await call('POST', 'runs/outputs', { run_id: run.id, models: [{ model_id: id, step }] })
      await measure(run.id, step, auc, id)
      await create(`models:/${id}`, { model_id: id })
    }
    const last = await loggedModelOf(run.id)
    const models = [{ model_id: last.id, step: 0 }]
    await call('POST', 'runs/outputs', { run_id: run.id, models })
    await measure(run.id, 0, 0.1, last.id)
    await measure(run.id, 3, 0.9)
    const whole = async () => [await metricsNow(1), await metricsNow(2), await metricsNow(3)]
    await create(`models:/${last.id}`, { model_id: last.id })
    const wanted = [{ auc: 0.6 }, { auc: 0.8 }, { auc: 0.9 }]
    expect(await whole()).toEqual(wanted)
    await call('POST', 'runs/update', { run_id: run.id, status: 'FINISHED', end_time: 9 })
    expect(await whole()).toEqual(wanted)
  })
})

describe('a copy of a version', () => {
  beforeEach(async () => {
    const { id, root } = await runOf()
    await put(root, 'model/model.pkl', 'weights')
    await call('POST', 'runs/log-parameter', { run_id: id, key: 'depth', value: '3' })
    await create(`${root}/model`, { run_id: id, tags: [{ key: 'team', value: 'risk' }] })
    await call('POST', 'registered-models/create', { name: 'Prod' }, mia)
  })
  const copy = (fields: Fields = {}, token = mia) =>
    call(
      'POST',
      'model-versions/create',
      { name: 'Prod', source: 'models:/Churn/1', ...fields },
      token,
    )

  it('has its files, parameters and run, starts pending, and comes of it', async () => {
    await approve(1)
    const { run_id, tags } = await versionNow(1)
    const { status, body } = await copy({ run_id, tags })
    expect([status, body.model_version]).toMatchObject([
      200,
      { version: '1', run_id, source: 'models:/Churn/1', current_stage: 'None' },
    ])
    expect(await tagsNow(1, 'Prod')).toMatchObject({ team: 'risk', 'hub.approval': 'pending' })
    const made = await getVersion(acme.as('reader'), at(1, 'prod'))
    expect(made).toMatchObject({ params: { depth: 3 }, run: 'run://default/1' })
    expect(await filesOf(1, 'prod')).toEqual(['model.pkl'])
    const lineage = await database().read.execute(
      `select 1 from lineage_edges e join versions v on v.id = e.to_id
       where e.from_kind = 'version' and e.role = 'derived'`,
    )
    expect(lineage.rows).toHaveLength(1)
  })

  it('bars whoever made the original from deciding on it', async () => {
    await copy()
    const [made] = await database()
      .read.select({ runBy: versions.runBy, tokensBy: versions.tokensBy })
      .from(versions)
      .where(eq(versions.registeredBy, acme.personId('maintainer')))
    expect([made?.runBy, ...(made?.tokensBy ?? [])]).toContain(acme.personId('contributor'))
  })

  it('is made by the address of its files, too', async () => {
    const { body } = await onVersions('GET', 'get-download-uri', { version: '1' })
    const answer = await copy({ source: body.artifact_uri })
    expect(answer.status).toBe(200)
    expect(await filesOf(1, 'prod')).toEqual(['model.pkl'])
  })

  it('is none of what is not there, or of another run than its own', async () => {
    expect(await copy({ source: 'models:/Churn/9' })).toEqual(
      refused(404, 'RESOURCE_DOES_NOT_EXIST', 'Model Version (name=Churn, version=9) not found'),
    )
    expect(await copy({ source: 'models:/Nothing/1' })).toEqual(
      refused(404, 'RESOURCE_DOES_NOT_EXIST', 'Registered Model with name=Nothing not found'),
    )
    expect(await copy({ run_id: 'a'.repeat(32) })).toMatchObject(
      invalid('must match the referenced model version'),
    )
  })

  it('does not name what it was copied from to those who do not see that', async () => {
    await copy()
    const reader = await acme.secret('reader')
    const root = /^mlflow-artifacts:\/versions\/[0-9a-f]{32}\/1$/
    const found = async (filter: string) => {
      const { body } = await call('GET', 'model-versions/search', { filter }, reader)
      return ((body.model_versions ?? []) as { name: string }[]).map(({ name }) => name)
    }
    const filters = ["source_path = 'models:/Churn/1'", "source_path LIKE 'models:/C%'"]
    for (const filter of filters) expect(await found(filter)).toEqual(['Prod'])
    const restricted = { org: acme.slug, model: 'churn', accessMode: 'restricted' as const }
    await updateModel(acme.as('admin'), restricted)
    for (const filter of filters) expect(await found(filter)).toEqual([])
    const of = { name: 'Prod', version: '1' }
    const { body } = await call('GET', 'model-versions/get', of, reader)
    expect(body.model_version).toMatchObject({ source: expect.stringMatching(root) })
    const all = await call('GET', 'model-versions/search', {}, reader)
    expect(JSON.stringify(all.body)).not.toContain('Churn')
    const admin = await call('GET', 'model-versions/get', of, await acme.secret('admin'))
    expect(admin.body.model_version).toMatchObject({ source: 'models:/Churn/1' })
  })

  it('is none of what the policy keeps out of use', async () => {
    await setOrganizationPolicy(acme.as('admin'), { org: acme.slug, approvedOnly: true })
    expect(await copy()).toMatchObject(forbidden('lets only approved versions'))
  })
})

describe('a version of something elsewhere', () => {
  it.each([
    external,
    'gs://b/x',
    'https://example.com/m.zip',
    'dbfs:/x',
    'hdfs://h/x',
    'wasbs://a@b/c',
  ])('is recorded without files: %s', async (source) => {
    const foreign = 'run-of-another-server'
    expect(await create(source, { run_id: foreign })).toMatchObject({
      status: 200,
      body: { model_version: { source, run_id: foreign, status: 'READY' } },
    })
    expect(await filesOf(1)).toEqual([])
    expect(await onVersions('GET', 'get-download-uri', { version: '1' })).toEqual({
      ...{ status: 200, body: { artifact_uri: source } },
    })
  })

  it.each([
    '/tmp/model',
    'model',
    './model',
    'C:\\model',
    'file:///tmp/model',
    'FILE:/tmp/model',
    's3://bucket/../other',
    's3://bucket/%2e%2e/other',
    's3://bucket/%252e%252e%252fother',
    's3://bucket/a%2f%2e%2e%2f%ff',
    `s3://bucket/%${'25'.repeat(20)}41`,
    'mlflow-artifacts:/0/../secret',
    'mlflow-artifacts://host/0/x',
    'mlflow-artifacts:/elsewhere',
    'runs:/',
    'runs://host/x',
    `runs:/${'a'.repeat(32)}/../x`,
    'models:/Churn',
    'models:/Churn/latest',
    'models:/Churn@champion',
    'models:/Churn/0',
    'models://host/Churn/1',
  ])('is none of this machine, and of nothing that leads upwards: %s', async (source) => {
    expect(await create(source)).toMatchObject(invalid('Invalid model version source'))
    expect(await onVersions('GET', 'get', { version: '1' })).toMatchObject({ status: 404 })
  })

  it('is of no address that nobody could read', async () => {
    const long = `s3://${'x'.repeat(5000)}`
    expect(await create(long)).toMatchObject(invalid('more than 4096 characters'))
  })

  it('needs a model that is there, a source and a role', async () => {
    expect(await make({ name: 'Nothing' })).toEqual(
      refused(404, 'RESOURCE_DOES_NOT_EXIST', 'Registered Model with name=Nothing not found'),
    )
    expect(await onVersions('POST', 'create', {})).toMatchObject(
      invalid("Missing value for required parameter 'source'"),
    )
    expect(await make({}, await acme.secret('reader'))).toMatchObject(
      forbidden('Needs the contributor role'),
    )
  })

  it('gets a number of its own, however many are made at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, n) => make({ description: `${n}` })),
    )
    const numbers = made.map(({ body }) =>
      Number((body.model_version as { version: string }).version),
    )
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1))
  })

  it('of a prompt is what the client says, with its text as a tag', async () => {
    const tag = { key: 'mlflow.prompt.is_prompt', value: 'true' }
    await call('POST', 'registered-models/create', { name: 'greet', tags: [tag] })
    const tags = [tag, { key: 'mlflow.prompt.text', value: 'Hello {{name}}' }]
    const answer = await make({ name: 'greet', source: 'prompt-template', tags })
    expect(answer).toMatchObject({ body: { model_version: { source: 'prompt-template' } } })
    expect(await tagsNow(1, 'greet')).toMatchObject({ 'mlflow.prompt.text': 'Hello {{name}}' })
  })
})

describe('what is done to a version', () => {
  const every: [string, string, Fields][] = [
    ['GET', 'get', {}],
    ['GET', 'get-download-uri', {}],
    ['PATCH', 'update', { description: 'x' }],
    ['POST', 'transition-stage', { stage: 'Archived' }],
    ['DELETE', 'delete', {}],
    ['POST', 'set-tag', { key: 'a', value: 'b' }],
    ['DELETE', 'delete-tag', { key: 'a' }],
  ]

  it.each(every)(
    'is told that there is none, or what is wrong: %s %s',
    async (method, path, fields) => {
      const ask = (more: Fields) => onVersions(method, path, { ...fields, ...more }, mia)
      expect(await ask({ version: '7' })).toEqual(
        refused(404, 'RESOURCE_DOES_NOT_EXIST', 'Model Version (name=Churn, version=7) not found'),
      )
      expect(await ask({ name: 'No', version: '7' })).toEqual(
        refused(404, 'RESOURCE_DOES_NOT_EXIST', 'Registered Model with name=No not found'),
      )
      expect(await ask({ version: 'x' })).toEqual(
        refused(400, 'INVALID_PARAMETER_VALUE', "Parameter 'version' must be an integer, got 'x'."),
      )
      expect(await ask({})).toMatchObject(invalid("Missing value for required parameter 'version'"))
      await make()
      const stranger = await (await hub.organization()).secret('admin')
      expect(await onVersions(method, path, { ...fields, version: '1' }, stranger)).toMatchObject({
        status: 404,
      })
    },
  )

  it.each(every.filter(([method]) => method !== 'GET'))(
    'needs more than reading, and that is kept: %s %s',
    async (method, path, fields) => {
      await make()
      const reader = await acme.secret('reader')
      expect(await onVersions(method, path, { ...fields, version: '1' }, reader)).toMatchObject(
        refused(403, 'PERMISSION_DENIED'),
      )
      expect((await acme.events()).at(-1)).toMatchObject({ outcome: 'refused', via: 'mlflow' })
    },
  )

  it('writes its description, and takes it away', async () => {
    await make()
    const update = (fields: Fields) => onVersions('PATCH', 'update', { version: '1', ...fields })
    expect(await update({ description: 'Good.' })).toMatchObject({
      body: { model_version: { description: 'Good.' } },
    })
    expect(await update({})).toMatchObject({ body: { model_version: { description: '' } } })
  })

  it('sets tags and removes them; what is like that already is fine', async () => {
    await make()
    const tag = { version: '1', key: 'team', value: 'risk' }
    for (const _ of '12')
      expect(await onVersions('POST', 'set-tag', tag)).toEqual({ status: 200, body: {} })
    expect(await tagsNow(1)).toMatchObject({ team: 'risk' })
    for (const _ of '12')
      expect(await onVersions('DELETE', 'delete-tag', tag)).toEqual({ status: 200, body: {} })
    expect(await tagsNow(1)).not.toHaveProperty('team')
    expect(await onVersions('POST', 'set-tag', { ...tag, key: 'hub.url' })).toMatchObject(
      forbidden('hub.url is a tag of the hub itself'),
    )
    expect(await onVersions('DELETE', 'delete-tag', { ...tag, key: 'hub.url' })).toMatchObject(
      forbidden('hub.url is a tag of the hub itself'),
    )
  })

  it('deletes it with its aliases; it is found nowhere, and its number is not used again', async () => {
    await make()
    await call('POST', 'registered-models/alias', { name: 'Churn', alias: 'a', version: '1' }, mia)
    expect(await onVersions('DELETE', 'delete', { version: '1' }, mia)).toMatchObject({
      status: 200,
    })
    const { body } = await call('GET', 'registered-models/get', { name: 'Churn' })
    expect(body.registered_model).toMatchObject({ aliases: [], latest_versions: [] })
    expect(await onVersions('DELETE', 'delete', { version: '1' }, mia)).toMatchObject({
      status: 404,
    })
    expect(await make()).toMatchObject({ body: { model_version: { version: '2' } } })
  })

  it('tells where its files are: they do not change, and that is a use', async () => {
    const { id, root } = await runOf()
    await put(root, 'model/x', 'weights')
    await create(`${root}/model`, { run_id: id })
    const { body } = await onVersions('GET', 'get-download-uri', { version: '1' })
    expect(body.artifact_uri).toMatch(/^mlflow-artifacts:\/versions\/[0-9a-f]{32}\/1$/)
    expect((await acme.events()).at(-1)).toMatchObject({ action: 'version.use', via: 'mlflow' })
    await setOrganizationPolicy(acme.as('admin'), { org: acme.slug, approvedOnly: true })
    expect(await onVersions('GET', 'get-download-uri', { version: '1' })).toMatchObject(
      forbidden('lets only approved versions'),
    )
    await approve(1)
    expect(await onVersions('GET', 'get-download-uri', { version: '1' })).toMatchObject({
      status: 200,
    })
  })
})

describe('a stage', () => {
  const to = (stage: string, token = ben, fields: Fields = {}) =>
    onVersions('POST', 'transition-stage', { version: '1', stage, ...fields }, token)
  const stage = (current_stage: string) => ({
    status: 200,
    body: { model_version: { current_stage } },
  })
  const stateNow = async (version = 1) => {
    const { state, life } = await getVersion(acme.as('admin'), at(version))
    return [state, life]
  }
  const everything = { scopes: ['read', 'write', 'decide'] as Scope[] }
  const grant = (to: Role, role: Role) =>
    give(hub, acme, {
      ...{ kind: 'person', to: acme.personId(to), scope: 'organization', on: acme.id, role },
    })
  beforeEach(() => make())

  it('Production approves, in any spelling, and once is enough', async () => {
    expect(await to('production')).toMatchObject(stage('Production'))
    expect(await to('PRODUCTION')).toMatchObject(stage('Production'))
    expect(await stateNow()).toEqual(['approved', 'live'])
    const events = (await acme.events()).filter(({ action }) => action === 'version.approve')
    expect(events).toMatchObject([{ outcome: 'done', via: 'mlflow' }])
    expect(await tagsNow(1)).toMatchObject({
      ...{ 'hub.approval': 'approved', 'hub.approved_by': 'Ben' },
    })
  })

  it('None takes a decision back', async () => {
    await to('Production')
    expect(await to('None')).toMatchObject(stage('None'))
    expect(await to('none')).toMatchObject(stage('None'))
    expect(await stateNow()).toEqual(['pending', 'live'])
  })

  it('Archived archives, without rejecting, and once is enough', async () => {
    await make()
    await to('Production')
    await approve(2)
    expect(await to('Archived', mia)).toMatchObject(stage('Archived'))
    expect(await to('Archived', mia)).toMatchObject(stage('Archived'))
    expect(await stateNow()).toEqual(['approved', 'archived'])
  })

  it('Staging asks whoever could decide, and None takes that back', async () => {
    expect(await to('Staging', ana)).toMatchObject(stage('Staging'))
    expect(await to('Staging', ana)).toMatchObject(stage('Staging'))
    const asked = (await acme.events()).filter(({ action }) => action === 'review.request')
    expect(asked).toMatchObject([{ after: { people: [acme.personId('approver')] } }])
    expect(await to('None', ana)).toMatchObject(stage('None'))
    expect(await stateNow()).toEqual(['pending', 'live'])
  })

  it('of a rejected version is Archived, and Production approves it after all', async () => {
    await rejectVersion(acme.as('approver'), { ...at(1), note: 'Bad.' })
    expect(await versionNow(1)).toMatchObject({ current_stage: 'Archived' })
    expect(await to('Production')).toMatchObject(stage('Production'))
  })

  it.each(['Prod', '', 'Active', 'approved', 'rejected', 'pending'])(
    '%j is none',
    async (asked) => {
      expect(await to(asked)).toMatchObject(
        invalid(`Invalid Model Version stage: ${asked}. Value must be one of None, Staging`),
      )
    },
  )

  it.each(['None', 'Archived'])('%s archives no others', async (asked) => {
    expect(await to(asked, mia, { archive_existing_versions: true })).toMatchObject(
      invalid(`because '${asked}' is not an Active stage`),
    )
  })

  it('archives the others of it when asked to, or nothing happens', async () => {
    await make()
    await approve(1)
    const asked = { version: '2', archive_existing_versions: true }
    expect(await to('Production', ben, asked)).toMatchObject(forbidden('Needs the maintainer'))
    const both = [await stateNow(1), await stateNow(2)]
    expect(both).toEqual([
      ['approved', 'live'],
      ['pending', 'live'],
    ])
    await grant('approver', 'maintainer')
    expect(await to('Production', await acme.secret('approver', everything), asked)).toMatchObject(
      stage('Production'),
    )
    expect([await stateNow(1), await stateNow(2)]).toEqual([
      ['approved', 'archived'],
      ['approved', 'live'],
    ])
  })

  it('Production brings an archived version back', async () => {
    await make()
    await approve(1)
    await approve(2)
    await to('Archived', mia)
    await grant('approver', 'maintainer')
    const secret = await acme.secret('approver', everything)
    expect(await to('Production', secret)).toMatchObject(stage('Production'))
    expect(await stateNow()).toEqual(['approved', 'live'])
  })

  it('obeys four eyes, gates and the number of approvals, and what is refused is kept', async () => {
    await grant('contributor', 'approver')
    const own = await acme.secret('contributor', everything)
    expect(await to('Production', own)).toMatchObject(
      forbidden('You registered this version, so someone else must decide on it.'),
    )
    await setOrganizationPolicy(acme.as('admin'), {
      org: acme.slug,
      gates: [{ name: 'good', cel: 'metrics.auc > 0.9' }],
    })
    expect(await to('Production')).toMatchObject(refused(403, 'PERMISSION_DENIED'))
    const event = (await acme.events()).at(-1)
    expect(event).toMatchObject({ action: 'version.approve', outcome: 'refused', via: 'mlflow' })
    await setOrganizationPolicy(acme.as('admin'), { org: acme.slug, approvals: { count: 2 } })
    expect(await to('Production')).toMatchObject(stage('None'))
    expect(await stateNow()).toEqual(['pending', 'live'])
  })

  it('archives no others while an approval of several is still to come', async () => {
    await make()
    await make()
    await approve(1)
    await approve(2)
    await setOrganizationPolicy(acme.as('admin'), { org: acme.slug, approvals: { count: 2 } })
    await grant('approver', 'maintainer')
    const secret = await acme.secret('approver', everything)
    const asked = { version: '3', archive_existing_versions: true }
    expect(await to('Production', secret, asked)).toMatchObject(stage('None'))
    expect([await stateNow(1), await stateNow(2), await stateNow(3)]).toEqual([
      ['approved', 'live'],
      ['approved', 'live'],
      ['pending', 'live'],
    ])
  })

  it.each(['Production', 'None'])(
    '%s leaves a version archived where it is refused',
    async (asked) => {
      await grant('approver', 'maintainer')
      const secret = await acme.secret('approver', everything)
      if (asked === 'None') await approve(1)
      await archiveVersion(acme.as('maintainer'), { ...at(1), force: true })
      await setOrganizationPolicy(acme.as('admin'), {
        org: acme.slug,
        gates: [{ name: 'good', cel: 'metrics.auc > 0.9' }],
      })
      const by = asked === 'None' ? mia : secret
      const before = await stateNow()
      expect(await to(asked, by)).toMatchObject(refused(403, 'PERMISSION_DENIED'))
      expect(await stateNow()).toEqual(before)
      expect(before[1]).toBe('archived')
      expect((await acme.events()).at(-1)).toMatchObject({ outcome: 'refused' })
    },
  )

  it('None brings an archived version back with the decision taken back, as one change', async () => {
    await approve(1)
    await archiveVersion(acme.as('maintainer'), { ...at(1), force: true })
    await grant('approver', 'maintainer')
    const secret = await acme.secret('approver', everything)
    expect(await to('None', secret)).toMatchObject(stage('None'))
    expect(await stateNow()).toEqual(['pending', 'live'])
    const done = (await acme.events()).slice(-2).map(({ action }) => action)
    expect(done.toSorted()).toEqual(['version.restore', 'version.withdraw'])
  })

  it('None takes an approval of several back, and one that is given twice is given', async () => {
    await setOrganizationPolicy(acme.as('admin'), { org: acme.slug, approvals: { count: 2 } })
    for (const _ of [1, 2]) expect(await to('Production')).toMatchObject(stage('None'))
    const { approvals } = await getVersion(acme.as('admin'), at(1))
    expect(approvals?.given).toBe(1)
    for (const _ of [1, 2]) expect(await to('None')).toMatchObject(stage('None'))
    const actions = (await acme.events()).map(({ action }) => action)
    expect(actions.filter((action) => action === 'version.approve')).toHaveLength(1)
    expect(actions.filter((action) => action === 'version.withdraw')).toHaveLength(1)
    expect((await getVersion(acme.as('admin'), at(1))).approvals?.given).toBe(0)
  })

  it('is the same as hub.approval, which is a decision', async () => {
    const set = (value: string, token = ben) =>
      onVersions('POST', 'set-tag', { version: '1', key: 'hub.approval', value }, token)
    for (const [value, state] of [
      ['approved', 'approved'],
      ['approved', 'approved'],
      ['pending', 'pending'],
      ['rejected', 'rejected'],
    ] as const) {
      expect(await set(value)).toEqual({ status: 200, body: {} })
      expect((await stateNow())[0]).toBe(state)
    }
    expect(await set('maybe')).toMatchObject(invalid('approved, rejected or pending'))
    expect(await set('approved', mia)).toMatchObject(forbidden('lacks the scope decide'))
    const drop = { version: '1', key: 'hub.approval' }
    expect(await onVersions('DELETE', 'delete-tag', drop, ben)).toMatchObject(
      forbidden('hub itself'),
    )
  })
})
