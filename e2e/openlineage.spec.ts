import { expectForAll } from './support/accessible'
import { expect, madeModel, test, user } from './support/test'

let made = 0

interface Said {
  type: string
  at: string
  run?: object
  inputs?: object[]
  outputs?: object[]
}

/** Reports events of one run of a job of this spec alone, as a scheduler would. */
async function reported(name: string, said: Said[]): Promise<string> {
  const job = `${name}-${process.pid}-${++made}`
  const events = said.map(({ type, at, run = {}, inputs = [], outputs = [] }) => ({
    eventType: type,
    eventTime: at,
    producer: 'https://example.com/scheduler',
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: { runId: job, facets: run },
    job: { namespace: 'scheduler', name: job },
    inputs,
    outputs,
  }))
  const answer = await fetch(`${process.env.HUB_E2E_URL}/api/v1/lineage/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${user('contributor').token}` },
    body: JSON.stringify(events),
  })
  expect(await answer.json()).toMatchObject({ status: 'success' })
  return job
}

test('a job outside of the hub leads to the version that it made, and back', async ({ as }) => {
  const model = await madeModel('outside', [{ accuracy: 0.9 }])
  const made = { namespace: 'model://any-host', name: `${model}/v1` }
  const read = { namespace: 's3://lake', name: `${model}.csv` }
  const job = await reported('train', [
    { type: 'START', at: '2026-03-04T00:00:00Z' },
    {
      type: 'COMPLETE',
      at: '2026-03-04T00:10:00Z',
      run: { modelHub_metrics: { metrics: { f1: 0.75 } } },
      inputs: [read],
      outputs: [made],
    },
  ])
  const page = await as('auditor')
  await page.goto(`/acme/lineage/jobs?q=${job}`)
  await page.getByRole('link', { name: job, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(job)
  await expect(page.getByRole('region', { name: 'Metrics' })).toContainText('0.75')
  await page.getByRole('link', { name: `s3://lake/${model}.csv` }).click()
  await page.getByRole('link', { name: job, exact: true }).click()
  await page.getByRole('link', { name: `${model} v1` }).click()
  await page.waitForURL(`**/acme/models/${model}/versions/v1`)

  // The lineage of the version begins with the data that the other system named.
  await page.goto(`/acme/lineage?uri=model://${model}/v1`)
  await expect(page.getByRole('main')).toContainText(job)
  await expect(page.getByRole('main')).toContainText(`${model}.csv`)
})

test('what was heard of outside things is accessible, fits 320 px and needs no script', async ({
  as,
}) => {
  test.slow()
  const long = 'n'.repeat(200)
  const job = await reported('fails', [
    {
      type: 'FAIL',
      at: '2026-03-04T00:00:00',
      run: {
        errorMessage: { message: long, stackTrace: long },
        executionParameters: { parameters: [{ name: long, value: long }] },
        test: { tests: [{ name: long, status: 'fail', expected: '1', actual: '2' }] },
        [long]: { long },
      },
      inputs: [
        {
          namespace: `s3://${long}`,
          name: long,
          facets: { schema: { fields: [{ name: long, type: long, description: long }] } },
        },
      ],
    },
  ])
  const list = `/acme/lineage/jobs?q=${job}`
  const first = await as('auditor')
  await first.goto(list)
  const run = await first.getByRole('link', { name: job, exact: true }).getAttribute('href')
  await first.goto(run ?? '')
  const data = await first.getByRole('link', { name: 'nnnn' }).first().getAttribute('href')
  for (const path of ['/acme/lineage/jobs', list, run ?? '', data ?? ''])
    await expectForAll(as, 'auditor', path)
})

test('a job that was never heard of is not found', async ({ as }) => {
  const page = await as('auditor')
  const missing = await page.goto('/acme/lineage/runs/01a21497-0000-7000-8000-000000000000')
  expect(missing?.status()).toBe(404)
  const nonsense = await page.goto('/acme/lineage/data/nonsense')
  expect(nonsense?.status()).toBe(404)
})
