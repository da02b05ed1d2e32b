import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openDatabase, setDatabase } from '@/db/client'
import { newId } from '../ids'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { assignmentsOf, countAssignment, startCounting, writeAssignments } from './assignments'
import { findDeployment } from './find'
import { approvedModel, deploymentOf, deploys } from './testing'

let hub: TestHub
let acme: TestOrganization
let deploymentId: string
let revisionId: string
let made = 0
const noon = new Date('2026-03-04T12:00:00Z')
const at = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await approvedModel(acme, 'rec', 2)
})
beforeEach(async () => {
  const deployment = await deploymentOf(acme, `rec-${++made}`)
  const split = { 'model://rec/v2': 10, 'model://rec/v1': 90 }
  await deploys(acme.as('maintainer'), acme.slug, deployment, split)
  const ref = { org: acme.slug, deployment }
  const found = await findDeployment(hub.database.read, acme.as('reader'), ref)
  deploymentId = found.deployment.id
  revisionId = found.deployment.currentRevisionId ?? ''
})
afterAll(() => hub.close())

const written = async (times = {}) => {
  const rows = await assignmentsOf(hub.database.read, deploymentId, times)
  return rows.map(({ hour, variant, count }) => [hour.toISOString().slice(11, 13), variant, count])
}

it('counts each variant in its hour, and adds to what was written', async () => {
  for (let time = 0; time < 3; time++) countAssignment(revisionId, 'v1', at(time))
  countAssignment(revisionId, 'v2', at(59))
  await writeAssignments()
  countAssignment(revisionId, 'v1', at(59))
  countAssignment(revisionId, 'v1', at(60))
  await writeAssignments()
  await writeAssignments()
  const all = [
    ['12', 'v1', 4],
    ['12', 'v2', 1],
    ['13', 'v1', 1],
  ]
  expect(await written()).toEqual(all)
  expect(await written({ from: at(60) })).toEqual(all.slice(2))
  expect(await written({ to: at(60) })).toEqual(all.slice(0, 2))
})

it('keeps its counts while the database is away', async () => {
  countAssignment(revisionId, 'v1', noon)
  const away = openDatabase('postgres://nobody@127.0.0.1:1/none')
  setDatabase(away)
  await expect(writeAssignments()).rejects.toThrow()
  countAssignment(revisionId, 'v1', noon)
  setDatabase(hub.database)
  await away.close()
  await writeAssignments()
  expect(await written()).toEqual([['12', 'v1', 2]])
})

it('is not held up by a revision that is not there', async () => {
  countAssignment(newId(), 'v1', noon)
  countAssignment(revisionId, 'v1', noon)
  await writeAssignments()
  expect(await written()).toEqual([['12', 'v1', 1]])
})

it('writes down by itself, and what is left as it stops', async () => {
  const stop = startCounting()
  countAssignment(revisionId, 'v1', noon)
  await expect.poll(() => written(), { timeout: 20_000 }).toEqual([['12', 'v1', 1]])
  countAssignment(revisionId, 'v1', noon)
  await stop()
  expect(await written()).toEqual([['12', 'v1', 2]])
})
