import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { deploymentObservations, observationBatches } from '@/db/schema/tables'
import { updateModel } from '../models/update'
import { system } from '../system'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { tick } from '../worker'
import { observeDeployment } from './observe'
import { seen, together } from './statistics'
import { approvedModel, deploymentOf, deploys } from './testing'

let hub: TestHub
let acme: TestOrganization
const org = () => acme.slug
const ana = () => acme.as('contributor')
let names = 0
let deployment = ''

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await approvedModel(acme, 'churn', 3)
})
afterAll(() => hub.close())

beforeEach(async () => {
  names += 1
  deployment = await deploymentOf(acme, `d${names}`)
  await split({ 'model://churn/v2': 10, 'model://churn/v1': 90 })
})

const split = (variants: Record<string, number>) =>
  deploys(acme.as('maintainer'), org(), deployment, variants)

type Reported = Parameters<typeof observeDeployment>[1]['observations']
const observe = (observations: Reported, batch?: string, ctx = ana()) =>
  observeDeployment(ctx, { org: org(), deployment, observations, ...(batch && { batch }) })

/** What is kept of this deployment, by variant and metric. */
async function kept() {
  const rows = await database()
    .read.select()
    .from(deploymentObservations)
    .where(
      eq(
        deploymentObservations.deploymentId,
        sql`(select id from deployments where slug = ${deployment} and organization_id = ${acme.id})`,
      ),
    )
  return rows.sort((a, b) => (a.variant + a.metric < b.variant + b.metric ? -1 : 1))
}

describe('reporting outcomes', () => {
  it('asks no more for outcomes of many revisions than for those of one', async () => {
    for (let n = 0; n < 5; n++) await split({ 'model://churn/v1': 100 })
    const of = (revisions: number[]) =>
      revisions.map((revision) => ({ variant: 'v1', metric: 'seconds', value: 1, revision }))
    const one = await queriesOf(() => observe(of([1])))
    const many = await queriesOf(() => observe(of([1, 2, 3, 4, 5, 6])))
    // Opening a connection is a statement, too.
    expect(many).toBeLessThanOrEqual(one)
  })

  it('keeps sums by variant, metric and hour, and answers how many it took', async () => {
    const at = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000)
    const answer = await observe([
      { variant: 'v1', metric: 'accuracy', value: true, count: 8 },
      { variant: 'v1', metric: 'accuracy', value: 0, count: 2 },
      { variant: 'v2', metric: 'accuracy', value: true },
      { variant: 'v1', metric: 'latency_ms', value: 12.5 },
    ])
    expect(answer).toEqual({ batch: null, taken: 4 })
    await observe([{ variant: 'v1', metric: 'latency_ms', value: 14.5, count: 3 }])
    expect(await kept()).toMatchObject([
      { variant: 'v1', metric: 'accuracy', hour: at, count: 10, sum: 8, squares: 1.6 },
      { variant: 'v1', metric: 'latency_ms', hour: at, count: 4, sum: 56, squares: 3 },
      { variant: 'v2', metric: 'accuracy', hour: at, count: 1, sum: 1, squares: 0 },
    ])
  })

  it('adds up in the database as in memory, also where a mean is huge', async () => {
    const values = Array.from({ length: 40 }, (_, n) => 1.7e12 + (n % 7) * 0.25)
    for (const value of values) await observe([{ variant: 'v1', metric: 'at', value, count: 25 }])
    const expected = values.map((value) => seen(value, 25)).reduce(together)
    const [row] = await kept()
    expect(row?.count).toBe(1000)
    expect(row?.squares).toBeCloseTo(expected.squares, 1)
    expect((row?.squares ?? 0) / 1000).toBeCloseTo(0.24, 1)
  })

  it('takes the largest and the smallest values that it lets in', async () => {
    for (const value of [1e100, -1e100, 1e-300, 5e-324, 0])
      await observe([{ variant: 'v1', metric: 'odd', value, count: 1_000_000 }])
    expect(await kept()).toMatchObject([{ count: 5_000_000, sum: 0 }])
    await observe([{ variant: 'v1', metric: 'small', value: 1e-99 }])
    await observe([{ variant: 'v1', metric: 'small', value: 2e-99 }])
    expect((await kept()).at(-1)).toMatchObject({ metric: 'small', count: 2 })
  })

  it('is for a revision that is over, too, where that is named', async () => {
    await split({ 'model://churn/v3': 100 })
    await expect(observe([{ variant: 'v1', metric: 'accuracy', value: 1 }])).rejects.toMatchObject({
      kind: 'invalid',
      message: `observations.0.variant: Revision 2 of ${deployment} has no variant v1. It has v3.`,
    })
    await observe([
      { variant: 'v1', metric: 'accuracy', value: 1, revision: 1 },
      { variant: 'v3', metric: 'accuracy', value: 1 },
    ])
    const revisions = new Set((await kept()).map(({ revisionId }) => revisionId))
    expect(revisions.size).toBe(2)
  })

  it('files them under the hour in which they were seen', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString()
    await observe([
      { variant: 'v1', metric: 'accuracy', value: 1, at: soon.replace('Z', '+00:00') },
    ])
    expect((await kept())[0]?.hour.toISOString()).toBe(`${soon.slice(0, 13)}:00:00.000Z`)
  })
})

describe('what it does not take', () => {
  const good = { variant: 'v1', metric: 'accuracy', value: 1 }

  it('is told with its place, and nothing of the batch is kept', async () => {
    await expect(observe([good, { ...good, variant: 'v9' }], 'one')).rejects.toMatchObject({
      kind: 'invalid',
      message: `observations.1.variant: Revision 1 of ${deployment} has no variant v9. It has v2, v1.`,
    })
    expect(await kept()).toEqual([])
    // Nor is its name: what is put right may be sent again.
    expect(await observe([good], 'one')).toEqual({ batch: 'one', taken: 1 })
  })

  it.each([
    [{ value: '1' as unknown as number }, 'observations.0.value'],
    [{ value: Number.NaN }, 'observations.0.value'],
    [{ value: Number.POSITIVE_INFINITY }, 'observations.0.value'],
    [{ value: 1e101 }, 'observations.0.value'],
    [{ count: 0 }, 'observations.0.count'],
    [{ count: 1.5 }, 'observations.0.count'],
    [{ count: 1_000_001 }, 'observations.0.count'],
    [{ metric: '' }, 'observations.0.metric'],
    [{ metric: 'm'.repeat(251) }, 'observations.0.metric'],
    [{ variant: '' }, 'observations.0.variant'],
    [{ revision: 2 }, 'observations.0.revision'],
    [{ at: 'yesterday' }, 'observations.0.at'],
    [{ at: '2020-01-01T00:00:00Z' }, 'observations.0.at'],
    [{ at: '2999-01-01T00:00:00Z' }, 'observations.0.at'],
  ])('%j', async (wrong, field) => {
    await expect(observe([{ ...good, ...wrong }])).rejects.toMatchObject({
      kind: 'invalid',
      fields: { [field]: expect.any(String) },
    })
    expect(await kept()).toEqual([])
  })

  it('is none, more than 1000, and a batch without a name or with a long one', async () => {
    await expect(observe([])).rejects.toMatchObject({ kind: 'invalid' })
    await expect(observe(Array.from({ length: 1001 }, () => good))).rejects.toMatchObject({
      kind: 'invalid',
    })
    for (const batch of [' ', 'b'.repeat(101)])
      await expect(observe([good], batch)).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('is more metrics than people look at', async () => {
    const named = (from: number, many: number) =>
      Array.from({ length: many }, (_, n) => ({ ...good, metric: `m${from + n}` }))
    await observe(named(0, 499))
    await expect(observe(named(498, 3))).rejects.toMatchObject({ kind: 'invalid' })
    await observe(named(0, 500))
    await observe(named(0, 500))
    await expect(observe(named(500, 1))).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('is a deployment that is not there, or a variant of a model that the caller may not see', async () => {
    await expect(
      observeDeployment(ana(), { org: org(), deployment: 'none', observations: [good] }),
    ).rejects.toMatchObject({ kind: 'not_found' })
    const mia = acme.as('maintainer')
    await approvedModel(acme, 'secret', 1)
    await split({ 'model://secret/v1': 50, 'model://churn/v2': 50 })
    await updateModel(mia, { org: org(), model: 'secret', accessMode: 'restricted' })
    await expect(observe([good])).rejects.toMatchObject({
      message: `observations.0.variant: Revision 2 of ${deployment} has no variant v1. It has v2.`,
    })
  })

  it('is what a reader sends, and that refusal is recorded', async () => {
    await expect(observe([good], undefined, acme.as('reader'))).rejects.toMatchObject({
      kind: 'forbidden',
    })
    expect((await acme.events()).at(-1)).toMatchObject({
      ...{ action: 'deployment.observe', outcome: 'refused' },
      subject: { kind: 'deployment', uri: `/${org()}/deployments/${deployment}` },
    })
    expect(await kept()).toEqual([])
  })
})

describe('a batch with a name', () => {
  const batch = [{ variant: 'v1', metric: 'accuracy', value: 1 }]

  it('counts once, and is answered the same each time', async () => {
    const first = await observe(batch, 'b-1')
    expect(await observe(batch, 'b-1')).toEqual(first)
    // Also when another split is in force by then.
    await split({ 'model://churn/v3': 100 })
    expect(await observe(batch, 'b-1')).toEqual(first)
    expect(await kept()).toMatchObject([{ count: 1 }])
  })

  it('counts once when 20 connections send it at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => observe(batch, 'b-2')))
    for (const answer of answers) expect(answer).toEqual({ batch: 'b-2', taken: 1 })
    expect(await kept()).toMatchObject([{ count: 1, sum: 1 }])
  })

  it('is a conflict with other observations, and those do not count', async () => {
    await observe(batch, 'b-3')
    await expect(observe([...batch, ...batch], 'b-3')).rejects.toMatchObject({ kind: 'conflict' })
    expect(await kept()).toMatchObject([{ count: 1 }])
  })

  it('is another one in another deployment', async () => {
    await observe(batch, 'b-4')
    deployment = await deploymentOf(acme, `${deployment}-b`)
    await split({ 'model://churn/v1': 100 })
    await observe(batch, 'b-4')
    expect(await kept()).toMatchObject([{ count: 1 }])
  })

  it('is forgotten after 7 days', async () => {
    await observe(batch, 'b-5')
    await observe(batch, 'b-6')
    const age = sql`update observation_batches set at = at - interval '7 days 1 minute' where batch = 'b-5'`
    await system((tx) => tx.execute(age))
    await tick()
    const known = await database()
      .read.select({ batch: observationBatches.batch })
      .from(observationBatches)
      .where(sql`batch in ('b-5', 'b-6')`)
    expect(known).toEqual([{ batch: 'b-6' }])
  })
})

it('adds up what many senders report at once of the same hour', async () => {
  const senders = Array.from({ length: 20 }, (_, n) =>
    observe(
      [
        { variant: n % 2 ? 'v1' : 'v2', metric: 'a', value: n },
        { variant: n % 2 ? 'v2' : 'v1', metric: 'a', value: n, count: 2 },
      ],
      `s-${n}`,
    ),
  )
  await Promise.all(senders)
  expect(await kept()).toMatchObject([
    { variant: 'v1', count: 30, sum: 280 },
    { variant: 'v2', count: 30, sum: 290 },
  ])
})
