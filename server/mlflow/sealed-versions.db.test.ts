import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { models, runs, versions } from '@/db/schema/tables'
import { updateModel } from '@/lib/models/update'
import { setOrganizationPolicy } from '@/lib/policies/set'
import { createServiceAccountToken } from '@/lib/service-accounts/token'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { approveVersion } from '@/lib/versions/decide'
import { getVersion } from '@/lib/versions/queries'
import { updateVersion } from '@/lib/versions/update'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let ana: string
let mia: string

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
  for (const name of ['open', 'closed'])
    await call('POST', 'registered-models/create', { name }, mia)
})

type Fields = Record<string, unknown>

function call(method: string, path: string, fields: Fields, token = ana) {
  return callMlflow(server, token, method, `/api/2.0/mlflow/${path}`, fields)
}
const create = (name: string, source: string, fields: Fields = {}, token = ana) =>
  call('POST', 'model-versions/create', { name, source, ...fields }, token)

const forbidden = (message: string) => ({
  status: 403,
  body: { error_code: 'PERMISSION_DENIED', message: expect.stringContaining(message) },
})

async function runOf() {
  const { body } = await call('POST', 'runs/create', { experiment_id: '0', start_time: 1 })
  const { info } = body.run as { info: { run_id: string; artifact_uri: string } }
  return { id: info.run_id, root: info.artifact_uri }
}

async function loggedModelOf(run: string) {
  const fields = { experiment_id: '0', name: 'model', source_run_id: run }
  const { body } = await call('POST', 'logged-models', fields)
  const { info } = body.model as { info: { model_id: string; artifact_uri: string } }
  return { id: info.model_id, root: info.artifact_uri }
}

function file(method: 'GET' | 'PUT', uri: string, token: string, body?: string) {
  const path = uri.replace('mlflow-artifacts:/', '')
  return fetch(`${server.url}/mlflow/api/2.0/mlflow-artifacts/artifacts/${path}`, {
    ...{ method, headers: { authorization: `Bearer ${token}` } },
    ...(body !== undefined && { body }),
  })
}

async function restrict(model: string) {
  await updateModel(acme.as('admin'), { org: acme.slug, model, accessMode: 'restricted' })
}

describe('a token for chosen models', () => {
  it.each(['run', 'logged model'])(
    'registers nothing of its owner that it may not read: files of a %s',
    async (kind) => {
      const run = await runOf()
      const model = await loggedModelOf(run.id)
      const [root, source] =
        kind === 'run'
          ? [`${run.root}/m`, `runs:/${run.id}/m`]
          : [model.root, `models:/${model.id}`]
      for (const path of ['plain.txt', 'w.bin'])
        expect((await file('PUT', `${root}/${path}`, ana, `${path} of ${kind}`)).status).toBe(200)
      const [open] = await database()
        .read.select({ id: models.id })
        .from(models)
        .where(and(eq(models.organizationId, acme.id), eq(models.slug, 'open')))
      const limited = await acme.secret('contributor', { modelIds: [open?.id ?? ''] })
      expect(await create('open', source, {}, limited)).toMatchObject({ status: 200 })

      expect(await create('closed', source)).toMatchObject({ status: 200 })
      await restrict('closed')
      await call('DELETE', 'model-versions/delete', { name: 'open', version: '1' }, mia)
      expect((await file('GET', `${root}/w.bin`, limited)).status).toBe(404)
      expect(await create('open', source, {}, limited)).toMatchObject(
        forbidden('models that this token is not for'),
      )
      expect((await acme.events()).at(-1)).toMatchObject({
        ...{ action: 'version.register', outcome: 'refused', via: 'mlflow' },
      })
      expect(await create('open', source)).toMatchObject({
        body: { model_version: { version: '2' } },
      })
    },
  )
})

describe('a copy of a version', () => {
  it('stays as it was made, whatever becomes of the run of its original', async () => {
    const { id } = await runOf()
    const log = (value: number) =>
      call('POST', 'runs/log-metric', { run_id: id, key: 'acc', value, timestamp: 1, step: value })
    const set = (status: string) => call('POST', 'runs/update', { run_id: id, status })
    await log(1)
    await create('open', `runs:/${id}`)
    await set('FINISHED')
    expect(await create('closed', 'models:/open/1', {}, mia)).toMatchObject({ status: 200 })
    const at = (model: string) => ({ org: acme.slug, model, version: 1 })
    await approveVersion(acme.as('approver'), at('closed'))
    const now = (model: string) => getVersion(acme.as('maintainer'), at(model))
    const before = await now('closed')
    expect(before).toMatchObject({ metrics: { acc: 1 }, state: 'approved' })

    expect(await set('RUNNING')).toMatchObject({ status: 200 })
    await log(2)
    await call('POST', 'runs/log-parameter', { run_id: id, key: 'late', value: 'x' })
    const dataset = { name: 'rows', digest: 'd1', source_type: 'local', source: 'rows.csv' }
    const inputs = { run_id: id, datasets: [{ dataset }] }
    expect(await call('POST', 'runs/log-inputs', inputs)).toMatchObject({ status: 200 })
    expect(await set('FINISHED')).toMatchObject({ status: 200 })

    expect(await now('open')).toMatchObject({ metrics: { acc: 2 }, params: { late: 'x' } })
    expect(await now('closed')).toEqual(before)
    const finished = (await acme.events()).findLast(({ action }) => action === 'run.finish')
    expect(finished?.after).toMatchObject({ updated: ['model://open/v1'] })
  })
})

describe('what is kept of a version or a run', () => {
  const secret = 's3cr3tpw'

  it.each([
    `https://bob:${secret}@files.example/m`,
    `https://files.example/m?X-Amz-Signature=${secret}`,
    `https://${secret}@files.example/m`,
  ])('is no source with a login or a signature in it: %s', async (source) => {
    expect(await create('open', source)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('Leave user, password and signature out') },
    })
    const bare = source.replace(/[^/]*@/, '').replace(/\?.*/, '')
    expect(await create('open', bare, { run_link: source })).toMatchObject({
      status: 200,
      body: { model_version: { version: '1', source: bare } },
    })
    const { body } = await call('GET', 'model-versions/get', { name: 'open', version: '1' })
    expect(JSON.stringify([body, await acme.events()])).not.toContain(secret)
  })

  it('is the address of its code without the login that is in it', async () => {
    const remote = `https://bob:${secret}@git.example/acme/churn.git`
    const tags = [
      { key: 'mlflow.source.git.commit', value: 'abc' },
      { key: 'mlflow.source.git.repoURL', value: remote },
      { key: 'mlflow.source.name', value: `${remote}#train` },
    ]
    const made = await call('POST', 'runs/create', { experiment_id: '0', start_time: 1, tags })
    const { info } = made.body.run as { info: { run_id: string } }
    const told = () => call('GET', 'runs/get', { run_id: info.run_id })
    expect(JSON.stringify((await told()).body)).toContain('https://bob:***@git.example')
    await call('POST', 'runs/log-batch', { run_id: info.run_id, tags })
    const fields = { experiment_id: '0', name: 'model', source_run_id: info.run_id, tags }
    const { body } = await call('POST', 'logged-models', fields)
    const [run] = await database().read.select().from(runs).where(eq(runs.organizationId, acme.id))
    expect(run?.commit).toMatchObject({ remote: 'https://bob:***@git.example/acme/churn.git' })
    const kept = [made.body, (await told()).body, body, run, await acme.events()]
    expect(JSON.stringify(kept)).not.toContain(secret)
  })
})

describe('a prompt', () => {
  const text = 'mlflow.prompt.text'
  const config = '_mlflow_prompt_model_config'
  const tags = [
    { key: 'mlflow.prompt.is_prompt', value: 'true' },
    { key: text, value: 'Be kind.' },
    { key: 'team', value: 'care' },
  ]
  const first = { name: 'greet', version: '1' }
  const set = (key: string, value: string) =>
    call('POST', 'model-versions/set-tag', { ...first, key, value })
  const drop = (key: string) => call('DELETE', 'model-versions/delete-tag', { ...first, key })
  const get = async (token: string) => {
    const { body } = await call('GET', 'model-versions/get', first, token)
    const { tags } = body.model_version as { tags: { key: string; value: string }[] }
    return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
  }
  const greet = () => ({ org: acme.slug, model: 'greet', version: 1 })

  beforeEach(async () => {
    const named = { name: 'greet', tags: tags.slice(0, 1) }
    await call('POST', 'registered-models/create', named, mia)
    const made = await create('greet', 'dummy-source', { tags })
    expect(made.body.model_version).toMatchObject({ tags: expect.arrayContaining(tags) })
  })

  it('says what it said when it was decided on; another text is another version', async () => {
    expect(await set(config, '{"temperature":0}')).toMatchObject({ status: 200 })
    const stays = forbidden('is part of the prompt that is v1, and stays. Register a new version.')
    const changes = () => [set(text, 'Be evil.'), drop(text), drop('mlflow.prompt.is_prompt')]
    for (const change of changes()) expect(await change).toMatchObject(stays)
    await approveVersion(acme.as('approver'), greet())
    for (const change of [...changes(), set(config, '{}'), set('_mlflow_prompt_type', 'chat')])
      expect(await change).toMatchObject(stays)
    const labels = updateVersion(acme.as('contributor'), { ...greet(), addTags: [text] })
    await expect(labels).rejects.toThrow('is part of the prompt')
    expect(await set('team', 'sales')).toMatchObject({ status: 200 })
    expect(await set(text, 'Be kind.')).toMatchObject({ status: 200 })
    expect(await get(ana)).toMatchObject({
      ...{ [text]: 'Be kind.', team: 'sales', 'hub.approval': 'approved' },
    })
  })

  it('is told to programs once it is approved, where the policy says so, and that is a use', async () => {
    await setOrganizationPolicy(acme.as('admin'), { org: acme.slug, approvedOnly: true })
    const reader = await acme.secret('reader')
    const told = await get(reader)
    expect(told).toMatchObject({ team: 'care', 'mlflow.prompt.is_prompt': 'true' })
    expect(told).not.toHaveProperty([text])
    const program = await acme.token('reader')
    expect((await getVersion(program, greet())).tagValues).not.toHaveProperty([text])
    expect((await getVersion(acme.as('approver'), greet())).tagValues).toHaveProperty([text])
    const uses = async () => (await acme.events()).filter(({ action }) => action === 'version.use')
    expect(await uses()).toEqual([])

    await approveVersion(acme.as('approver'), greet())
    expect(await get(reader)).toMatchObject({ [text]: 'Be kind.' })
    expect(await uses()).toMatchObject([{ subject: { uri: 'model://greet/v1' } }])
  })
})

describe('four eyes', () => {
  it('count whoever made the token that logged the model', async () => {
    const account = await acme.serviceAccountToken({ roles: ['contributor'], owner: 'contributor' })
    const { secret } = await createServiceAccountToken(acme.as('admin'), {
      ...{ org: acme.slug, account: account.slug, name: 'other', scopes: ['read', 'write'] },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    })
    const logged = await call(
      'POST',
      'logged-models',
      { experiment_id: '0', name: 'model' },
      secret,
    )
    const { info } = logged.body.model as { info: { model_id: string } }
    expect(await create('open', `models:/${info.model_id}`)).toMatchObject({ status: 200 })
    const [version] = await database()
      .read.select({ tokensBy: versions.tokensBy })
      .from(versions)
      .where(eq(versions.organizationId, acme.id))
    expect(version?.tokensBy).toContain(acme.personId('admin'))
  })
})
