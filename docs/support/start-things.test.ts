import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { freePort } from '@/e2e/support/hub.mjs'
import { root } from '@/scripts/paths.mjs'
import { readDocument } from './document'
import { reasonToSkip } from './substitutions'

// What the page shows for other engines is tried with what stands for them here: their published schemas.

const { blocks } = readDocument('docs/start-things.md')
const fileOf = (name: string) => {
  const block = blocks.find(({ marks }) => marks.file === name)
  if (!block) throw new Error(`The page has no file ${name}.`)
  return block.text
}

const folder = mkdtempSync(join(tmpdir(), 'hub-starting-'))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What `POST /api/v2/dags/{dag_id}/dagRuns` of Airflow 3 takes: it refuses what it does not know. */
const TriggerDagRun = z.strictObject({
  logical_date: z.iso.datetime().nullable(),
  // The default of `allowed_run_id_pattern`.
  dag_run_id: z
    .string()
    .regex(/^[A-Za-z0-9_.~:+-]+$/)
    .nullish(),
  run_after: z.iso.datetime().nullish(),
  conf: z.record(z.string(), z.unknown()).nullish(),
  note: z.string().nullish(),
})

describe('the receiver, with Airflow behind it', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const event = {
    specversion: '1.0',
    id: '6f1c2d70-6a0a-4c59-8a6a-0d6f3c1b2a90',
    type: 'org.modelhub.model.latest_changed.v1',
    subject: 'model://churn/v3',
    data: { note: '$(touch /tmp/never) "; exit' },
  }
  const body = JSON.stringify(event)
  let runs: z.infer<typeof TriggerDagRun>[] = []
  let isDown = false
  let airflow: Server
  let receiver: ChildProcess
  let url = ''

  beforeAll(async () => {
    airflow = createServer(async (request, response) => {
      const [status, answer] = await answerOf(request)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer))
    })
    await new Promise<void>((resolve) => airflow.listen(0, '127.0.0.1', resolve))
    const port = await freePort()
    url = `http://127.0.0.1:${port}/`
    writeFileSync(join(folder, 'receiver.mjs'), fileOf('receiver.mjs'))
    writeFileSync(join(folder, 'airflow.mjs'), fileOf('airflow.mjs'))
    receiver = spawn(
      process.execPath,
      ['receiver.mjs', process.execPath, '--no-warnings', 'airflow.mjs'],
      {
        cwd: folder,
        stdio: 'ignore',
        env: {
          ...process.env,
          PORT: String(port),
          WEBHOOK_SECRET: secret,
          AIRFLOW_URL: `http://127.0.0.1:${(airflow.address() as AddressInfo).port}`,
          AIRFLOW_USER: 'hub',
          AIRFLOW_PASSWORD: 'word',
          AIRFLOW_DAG: 'model_changed',
        },
      },
    )
    await vi.waitFor(() => fetch(url), { timeout: 20_000 })
  })
  afterAll(() => {
    receiver.kill()
    airflow.close()
  })
  beforeEach(() => {
    runs = []
    isDown = false
  })

  async function answerOf(request: IncomingMessage): Promise<[number, unknown]> {
    const sent: unknown = JSON.parse(await text(request))
    if (isDown) return [503, {}]
    if (request.url === '/auth/token')
      return z
        .strictObject({ username: z.literal('hub'), password: z.literal('word') })
        .safeParse(sent).success
        ? [201, { access_token: 'jwt' }]
        : [401, {}]
    if (request.headers.authorization !== 'Bearer jwt') return [401, {}]
    if (request.url !== '/api/v2/dags/model_changed/dagRuns') return [404, {}]
    const run = TriggerDagRun.safeParse(sent)
    if (!run.success) return [422, run.error.issues]
    if (runs.some(({ dag_run_id }) => dag_run_id === run.data.dag_run_id)) return [409, {}]
    runs.push(run.data)
    return [200, run.data]
  }

  const send = (id: string, more: Record<string, string> = {}) => {
    const sent = JSON.stringify({ ...event, id })
    const at = new Date()
    const headers = {
      'content-type': 'application/cloudevents+json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, sent),
      ...more,
    }
    return fetch(url, { method: 'POST', body: sent, headers })
  }

  it('starts the DAG with the event, once however often it is told', async () => {
    expect((await send('one')).status).toBe(204)
    expect((await send('one')).status).toBe(204)
    expect(runs).toMatchObject([{ dag_run_id: 'hub__one', conf: { subject: 'model://churn/v3' } }])
  })

  it('takes a run that was there already for started', async () => {
    runs.push({ dag_run_id: 'hub__there', logical_date: null })
    expect((await send('there')).status).toBe(204)
    expect(runs).toHaveLength(1)
  })

  it('asks for the event again while Airflow is down', async () => {
    isDown = true
    expect((await send('later')).status).toBe(500)
    isDown = false
    expect((await send('later')).status).toBe(204)
    expect(runs).toHaveLength(1)
  })

  it('starts nothing for a message that the hub did not sign', async () => {
    const forged = new Webhook(Buffer.alloc(32, 8).toString('base64')).sign('f', new Date(), body)
    expect((await send('f', { 'webhook-signature': forged })).status).toBe(401)
    const old = String(Math.floor(Date.now() / 1000) - 3600)
    expect((await send('f', { 'webhook-timestamp': old })).status).toBe(401)
    expect((await fetch(url, { method: 'POST', body })).status).toBe(401)
    expect(runs).toEqual([])
  })
})

describe('what stands in files', () => {
  const schema = JSON.parse(
    readFileSync(join(root, 'docs/support/argo-events-1.9.7.json'), 'utf8'),
  ) as { definitions: Record<string, unknown> }

  it.each([
    ['EventSource', 'argo/event-source.yaml'],
    ['Sensor', 'argo/sensor.yaml'],
  ])('is a %s of Argo Events', (kind, name) => {
    const file: unknown = parse(fileOf(name))
    const Kind = z.fromJSONSchema({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $ref: `#/definitions/${kind}`,
      definitions: schema.definitions as never,
    })
    expect(Kind.safeParse(file).error?.issues).toBeUndefined()
    const misspelled = parse(fileOf(name).replace(/(endpoint|dataKey):/, '$1s:')) as unknown
    expect(Kind.safeParse(misspelled).success).toBe(false)
  })

  it('names in the sensor what the source calls it', () => {
    const source = parse(fileOf('argo/event-source.yaml'))
    const sensor = parse(fileOf('argo/sensor.yaml'))
    const [{ eventSourceName, eventName, name }] = sensor.spec.dependencies
    expect(eventSourceName).toBe(source.metadata.name)
    expect(Object.keys(source.spec.webhook)).toContain(eventName)
    for (const { src } of sensor.spec.triggers[0].template.argoWorkflow.parameters)
      expect(src.dependencyName).toBe(name)
  })

  it('is a workflow of GitHub that no name can break out of', () => {
    const workflow = parse(fileOf('.github/workflows/deploy-model.yml'))
    expect(workflow.on.repository_dispatch.types).toEqual(['model-latest-changed'])
    for (const { steps } of Object.values<{ steps: { run?: string }[] }>(workflow.jobs))
      for (const { run = '' } of steps) expect(run).not.toContain('${{')
  })

  const noPython = reasonToSkip('python3')
  it.skipIf(noPython)('is Python', () => {
    const source = fileOf('dags/model_changed.py')
    const read = ['-c', 'import ast, sys; ast.parse(sys.stdin.read())']
    const { status, stderr } = spawnSync('python3', read, { input: source, encoding: 'utf8' })
    expect(`${status} ${stderr}`).toBe('0 ')
  })
})
