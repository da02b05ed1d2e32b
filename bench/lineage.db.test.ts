import { afterAll, beforeAll, expect, it } from 'vitest'
import { forReading } from '@/db/client'
import { connect } from '@/db/connection'
import { getImpact } from '@/lib/lineage/impact'
import { getLineage } from '@/lib/lineage/queries'
import { type TestHub, testHub } from '@/lib/testing/hub'
import { type LineageFigures, measureLineage } from './lineage'
import { recorded } from './record'
import { lineageRoot } from './seed'
import { callerOn, fillDatabase, openStage, type Stage } from './stage'

let hub: TestHub
let stage: Stage
let figures: LineageFigures

beforeAll(async () => {
  hub = await testHub()
  const size = { models: 300, versions: 6000 }
  await fillDatabase(hub, size, process.cwd())
  stage = await openStage(hub, size)
  const owner = connect(hub.ownerUrl, { max: 1, settings: forReading })
  figures = await measureLineage(owner, stage, { rounds: 1 })
  await owner.end()
}, 180_000)
afterAll(async () => {
  await stage?.database.close()
  await hub.close()
})

it('tells of everything that a search through all edges finds, by a shortest way', () => {
  const { nodes, told, agreed } = figures
  expect(nodes).toBeGreaterThan(5900)
  // All but the root itself.
  expect({ told, agreed }).toEqual({ told: nodes - 1, agreed: nodes - 1 })
})

it('reads the edges by an index in either direction, and for the impact never all of them', () => {
  const read = figures.plans.map(({ list, scanned, indexes }) => ({
    list,
    // For a thousand of these few nodes it may well be the shorter way.
    whole: list.startsWith('impact') && scanned.includes('lineage_edges'),
    down: indexes.includes('lineage_edges_from_id_to_id_role_pk'),
    up: indexes.includes('lineage_edges_to_id_from_id_index'),
  }))
  expect(read).toMatchObject([
    { list: expect.stringContaining('impact'), whole: false, down: true, up: true },
    { list: expect.stringContaining('5 steps down'), whole: false, down: true },
    { list: expect.stringContaining('both ways'), whole: false, down: true, up: true },
    { list: expect.stringContaining('steps up'), whole: false, up: true },
  ])
})

it('takes as many queries for much of it as for little', async () => {
  const { org } = stage.landmarks
  const admin = await callerOn(stage, 'admin')
  const uri = lineageRoot
  const queries = async (limit: number, depth: number) => {
    const impact = await recorded(() => getImpact(admin, { org, uri, limit }))
    const lineage = await recorded(() => getLineage(admin, { org, uri, depth }))
    return { impact: impact.sent.length, lineage: lineage.sent.length }
  }
  expect(await queries(500, 20)).toEqual(await queries(1, 1))
})
