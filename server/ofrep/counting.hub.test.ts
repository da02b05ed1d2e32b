import { afterAll, beforeAll, expect, it } from 'vitest'
import { approvedModel, deploymentOf, deploys } from '@/lib/deployments/testing'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { deploy } from '../testing/deployed'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await approvedModel(acme, 'rec', 2)
  await deploymentOf(acme, 'rec')
  const split = { 'model://rec/v2': 50, 'model://rec/v1': 50 }
  await deploys(acme.as('maintainer'), acme.slug, 'rec', split)
})
afterAll(() => hub.close())

it('counts what every process gave out, to the last answer before they stop', async () => {
  const token = await acme.secret('reader')
  const deployed = await deploy(hub, { workers: 2 })
  const given: Record<string, number> = {}
  const ask = async (n: number) => {
    const answer = await fetch(`${deployed.url}/ofrep/v1/evaluate/flags/rec`, {
      method: 'POST',
      // Each on a connection of its own, which any of the processes may take.
      headers: { 'x-api-key': token, connection: 'close' },
      body: JSON.stringify({ context: { targetingKey: `user-${n}` } }),
    })
    const { variant } = (await answer.json()) as { variant: string }
    given[variant] = (given[variant] ?? 0) + 1
  }
  await Promise.all(Array.from({ length: 60 }, (_, n) => ask(n)))
  deployed.signal('SIGTERM')
  expect(await deployed.ended).toBe(0)
  const { rows } = await hub.database.read.execute<{ variant: string; count: string }>(
    'select variant, sum(count) as count from deployment_assignments group by variant',
  )
  expect(Object.fromEntries(rows.map(({ variant, count }) => [variant, Number(count)]))).toEqual(
    given,
  )
})
