import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { models } from '@/db/schema/tables'
import { updateModel } from '@/lib/models/update'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
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
