import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { type Deployed, deploy } from './testing/deployed'

let hub: TestHub
let deployed: Deployed
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  deployed = await deploy(hub)
})
afterAll(async () => {
  await deployed.stop()
  await hub.close()
})

async function asks<T>(role: 'approver' | 'admin', method: string, path: string, body?: object) {
  const answer = await fetch(`${deployed.url}/api/v1/${acme.slug}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await acme.secret(role)}`,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as T }
}

interface Checks {
  gates: { name: string; result: string; message: string }[]
}

it('evaluates gates in the server as it is built, and goes on after one that never ends', async () => {
  const ana = acme.as('contributor')
  await modelOf(ana, acme.slug, 'gated')
  const metrics = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`m${n}`, n]))
  for (const accuracy of [0.93, 0.912])
    await registered(ana, acme.slug, { model: 'gated', metrics: { ...metrics, accuracy } })
  const approve = (version: number) =>
    asks<{ error?: { code: string } }>(
      'approver',
      'POST',
      `/models/gated/versions/${version}/approve`,
      {},
    )
  expect((await approve(1)).status).toBe(200)
  const gates = [
    { name: 'endless', cel: 'metrics.all(a, metrics.all(b, size(a + b) > 0 && a + b != ""))' },
    {
      name: 'no worse',
      cel: '!approved.exists || metrics.accuracy >= approved.metrics.accuracy - 0.005',
    },
  ]
  expect((await asks('admin', 'PUT', '/models/gated/policy', { gates })).status).toBe(200)

  for (let again = 0; again < 2; again++) {
    const { body } = await asks<Checks>('approver', 'GET', '/models/gated/versions/2/checks')
    expect(body.gates).toMatchObject([
      { name: 'endless', result: 'error', message: 'It took longer than 50 ms.' },
      {
        name: 'no worse',
        result: 'fail',
        message:
          'accuracy 0.912 is 0.013 below the least allowed 0.925 (approved v1: 0.93 − 0.005).',
      },
    ])
  }
  const refused = await approve(2)
  expect([refused.status, refused.body.error?.code]).toEqual([409, 'gate_failed'])
})
