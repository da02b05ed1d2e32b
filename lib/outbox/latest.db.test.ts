import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { approvedModel } from '../deployments/testing'
import { liftRecall } from '../lineage/lift'
import { createRecall } from '../lineage/recall'
import { setModelPolicy, setOrganizationPolicy } from '../policies/set'
import { system } from '../system'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { withdrawVersion } from '../versions/decide'
import { dealRound } from './deal'
import { noteAnyLatest, noteLatest } from './latest'
import type { Told } from './view'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

/** A model with two approved versions, in an organization of its own, of which all is told. */
async function model(name: string) {
  acme = await hub.organization()
  await approvedModel(acme, name, 2)
  await told()
  return name
}

const rules = (model: string, exclude: ('recalled' | 'expired')[]) =>
  setModelPolicy(acme.as('admin'), { org: acme.slug, model, exclude })
const recalls = (model: string, version: number) =>
  createRecall(acme.as('maintainer'), {
    ...{ org: acme.slug, uri: `model://${model}/v${version}`, reason: 'Bad' },
  })

/** Of latest, what is told of all that happened until now: from which number to which, and by which action. */
async function told() {
  const heard: Told[] = []
  let round: Told[]
  do {
    round = (await dealRound({ all: async (_tx, some) => void heard.push(...some) }))?.told ?? []
    await noteLatest(round)
  } while (round.length > 0)
  const moves = heard.filter(({ what }) => what === 'model.latest')
  return Promise.all(
    moves.map(async ({ body, cause }) => [...(await numbers(body)), cause?.action]),
  )
}

async function numbers(body: Told['body']) {
  const { rows } = await system((tx) =>
    tx.execute<{ from: number | null; to: number | null }>(sql`
      select (select number from versions where id = (b ->> 'from')::uuid) as from,
        (select number from versions where id = (b ->> 'to')::uuid) as to
      from (select ${JSON.stringify(body)}::jsonb as b) given`),
  )
  return [rows[0]?.from ?? null, rows[0]?.to ?? null]
}

it('is told where a recall takes away what it meant, and where its lifting gives that back', async () => {
  const name = await model('recalled')
  await rules(name, ['recalled'])
  expect(await told()).toEqual([])
  const { id } = await recalls(name, 2)
  expect(await told()).toEqual([[2, 1, 'recall.create']])
  await liftRecall(acme.as('maintainer'), { org: acme.slug, id })
  expect(await told()).toEqual([[1, 2, 'recall.lift']])
})

it('is told where a rule takes away what it meant, of the model or of all', async () => {
  const name = await model('ruled')
  await recalls(name, 2)
  expect(await told()).toEqual([])
  await rules(name, ['recalled'])
  expect(await told()).toEqual([[2, 1, 'policy.set']])
  await rules(name, [])
  expect(await told()).toEqual([[1, 2, 'policy.set']])
  await setOrganizationPolicy(acme.as('admin'), { org: acme.slug, exclude: ['recalled'] })
  expect(await told()).toEqual([[2, 1, 'policy.set']])
})

it('is told once where what was excluded goes altogether, and each move after the rule is gone', async () => {
  const name = await model('withdrawn')
  await rules(name, ['recalled'])
  await recalls(name, 2)
  expect(await told()).toEqual([[2, 1, 'recall.create']])
  const of = { org: acme.slug, model: name, note: 'Away' }
  await withdrawVersion(acme.as('approver'), { ...of, version: 2 })
  expect(await told()).toEqual([])
  await rules(name, [])
  await withdrawVersion(acme.as('approver'), { ...of, version: 1 })
  expect(await told()).toEqual([[1, null, 'version.withdraw']])
})

it('is told once where a clock moved it, however many look at the same time', async () => {
  const name = await model('ended')
  await rules(name, ['recalled'])
  await told()
  await recalls(name, 2)
  // What is to be heard of it is lost, as if nothing but time had passed.
  await system((tx) => tx.execute(sql`delete from outbox`))
  await Promise.all([noteAnyLatest(null), noteAnyLatest(null), noteAnyLatest(null)])
  await noteAnyLatest(null)
  expect(await told()).toEqual([[2, 1, undefined]])
})

it('of a model without such a rule is told at each step, by whoever brought it about', async () => {
  const name = await model('plain')
  const of = { org: acme.slug, model: name, note: 'Away' }
  for (const version of [2, 1]) await withdrawVersion(acme.as('approver'), { ...of, version })
  expect(await told()).toEqual([
    [2, 1, 'version.withdraw'],
    [1, null, 'version.withdraw'],
  ])
})
