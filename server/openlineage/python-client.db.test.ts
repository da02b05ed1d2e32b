import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import { listOutsideJobs } from '@/lib/lineage/openlineage/outside-jobs'
import { getOutsideRun } from '@/lib/lineage/openlineage/outside-run'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { startServer, type TestServer } from '../testing/server'

const python = await pythonWith('openlineage-python==1.53.0')

/** Reports a training run, as docs/openlineage/python.md shows it. */
const script = `
import os
import attr
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import RunFacet, dataset_version_dataset, error_message_run
from openlineage.client.uuid import generate_new_uuid

@attr.define
class Metrics(RunFacet):
    metrics: dict

client = OpenLineageClient()
job = Job(namespace="notebooks", name="train-penguins")
run_id = str(generate_new_uuid())
emit = lambda state, time, **more: client.emit(RunEvent(
    eventType=state, eventTime=time, run=Run(runId=run_id, facets=more.pop("facets", {})), job=job,
    producer="https://example.com/train.py", **more))
emit(RunState.START, "2026-03-04T00:00:00Z")
emit(RunState.COMPLETE, "2026-03-04T00:10:00Z",
    facets={"modelHub_metrics": Metrics(metrics={"accuracy": 0.98, "loss": float("nan")})},
    inputs=[InputDataset(namespace="s3://lake", name="penguins.csv")],
    outputs=[OutputDataset(namespace="model://any-host", name="penguins", facets={
        "version": dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion="v1")})])
client.close()
print(run_id)
`

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

async function report(url: string, settings: Record<string, string>): Promise<void> {
  if (!python) throw new Error('There is no Python to report with.')
  const token = await acme.secret('contributor')
  const env = { PATH: process.env.PATH, ...transport({ url, type: 'http' }), ...settings }
  await promisify(execFile)(python, ['-c', script], {
    env: { NODE_ENV: 'test', ...env, ...transport({ auth__type: 'api_key', auth__apiKey: token }) },
    timeout: 60_000,
  })
}

const transport = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      `OPENLINEAGE__TRANSPORT__${key.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}`,
      value,
    ]),
  )

async function prepared(): Promise<void> {
  acme = await hub.organization()
  const mia = acme.as('maintainer')
  await modelOf(mia, acme.slug, 'penguins')
  await registered(mia, acme.slug, { model: 'penguins' })
}

async function heard() {
  const rita = acme.as('reader')
  const { items } = await listOutsideJobs(rita, { org: acme.slug })
  const id = items[0]?.latest?.id ?? ''
  return getOutsideRun(rita, { org: acme.slug, id })
}

const expected = {
  job: { namespace: 'notebooks', name: 'train-penguins' },
  state: 'completed',
  inputs: [{ uri: 's3://lake/penguins.csv' }],
  outputs: [{ uri: 'model://penguins/v1' }],
  metrics: [{ of: null, values: { accuracy: 0.98, loss: 'NaN' } }],
}

describe.skipIf(!python)('the OpenLineage client for Python', () => {
  it.each([{}, transport({ compression: 'gzip' })])(
    'reports with the settings %o',
    async (settings) => {
      await prepared()
      await report(server.url, settings)
      expect(await heard()).toMatchObject(expected)
    },
  )

  it('delivers each event once where a hub was away for a moment', async () => {
    await prepared()
    const front = await awayEverySecondTime(server.url)
    try {
      const { port } = front.address() as AddressInfo
      await report(`http://127.0.0.1:${port}`, {})
    } finally {
      front.close()
    }
    const run = await heard()
    expect(run).toMatchObject(expected)
    expect(run.events).toHaveLength(2)
  })
})

/** Passes every request on; of every second one it says 503 in place of the answer. */
async function awayEverySecondTime(to: string): Promise<Server> {
  let asked = 0
  const front = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      ['authorization', 'content-type', 'content-encoding'].includes(name)
        ? [[name, String(value)]]
        : [],
    )
    const answer = await fetch(`${to}${request.url}`, {
      method: 'POST',
      headers,
      body: Buffer.concat(chunks),
    })
    asked++
    response.writeHead(asked % 2 === 1 ? 503 : answer.status).end()
  })
  await new Promise<void>((done) => front.listen(0, '127.0.0.1', done))
  return front
}
