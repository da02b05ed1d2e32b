import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { models } from '@/db/schema/tables'
import { updateModel } from '@/lib/models/update'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { approveVersion } from '@/lib/versions/decide'
import { getVersion } from '@/lib/versions/queries'
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
