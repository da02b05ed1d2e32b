import { afterAll, beforeAll, expect, it } from 'vitest'
import { forReading } from '@/db/client'
import { connect } from '@/db/connection'
import { type TestHub, testHub } from '@/lib/testing/hub'
import { lists } from './lists'
import { explainLists, type Plan } from './plans'
import { callerOn, fillDatabase, openStage, type Stage } from './stage'

// Small enough for a test, large enough that reading a table whole is the slower way.
const size = { models: 4000, versions: 12_000 }

let hub: TestHub
let stage: Stage
let plans: Plan[]
const searches = new Set<string>()

beforeAll(async () => {
  hub = await testHub()
  await fillDatabase(hub, size, process.cwd())
  stage = await openStage(hub, size)
  const owner = connect(hub.ownerUrl, { max: 1, settings: forReading })
  const callers = {
    admin: await callerOn(stage, 'admin'),
    contributor: await callerOn(stage, 'contributor'),
  }
  for (const { name, searches: is } of lists(stage.landmarks)) if (is) searches.add(name)
  plans = await explainLists(owner, lists(stage.landmarks), callers)
  await owner.end()
}, 180_000)
afterAll(async () => {
  await stage?.database.close()
  await hub.close()
})

it('explains every list', () => {
  expect(plans.map(({ list }) => list)).toEqual(lists(stage.landmarks).map(({ name }) => name))
  expect(plans.filter(({ pages }) => pages === 0)).toEqual([])
})

const plainly = () => plans.filter(({ list }) => !searches.has(list))

it('reads no big table from end to end for a list', () => {
  const offenders = plainly().filter(({ scanned }) => scanned.length > 0)
  expect(offenders.map(({ list, scanned }) => `${list}: ${scanned}`)).toEqual([])
})

it('reads a small part of the rows, also where a list is narrowed', () => {
  const versions = size.versions
  const greedy = plainly().filter(({ rowsRead }) => rowsRead > versions / 2)
  expect(greedy.map(({ list, rowsRead }) => `${list}: ${rowsRead}`)).toEqual([])
})

it('reads what a search looks through about once', () => {
  const greedy = plans.filter(
    ({ list, rowsRead }) => searches.has(list) && rowsRead > 2.5 * size.versions,
  )
  expect(greedy.map(({ list, rowsRead }) => `${list}: ${rowsRead}`)).toEqual([])
})
