import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids'
import { type TestHub, testHub } from '../testing/hub'
import type { Node } from './edges'
import { reach, type Way, walk } from './walk'

let hub: TestHub
let organizationId: string
let ids: string[]

const most = 14

beforeAll(async () => {
  hub = await testHub()
  organizationId = (await hub.organization()).id
  ids = Array.from({ length: most }, newId)
})
afterAll(() => hub.close())

interface Drawn {
  from: number
  to: number
  quiet: boolean
}

const idOf = (n: number) => ids[n] ?? ''

/** Replaces the whole lineage by these edges among the first nodes. */
async function draw(edges: readonly Drawn[]): Promise<void> {
  const rows = edges.map(({ from, to, quiet }) => ({ from: idOf(from), to: idOf(to), quiet }))
  await hub.database.write.transaction(async (tx) => {
    await tx.execute(sql`delete from lineage_edges`)
    await tx.execute(sql`
      insert into lineage_edges
        (organization_id, from_kind, from_id, to_kind, to_id, role, quiet, created_at)
      select ${organizationId}, 'run', w.from, 'run', w.to, 'derived', bool_and(quiet), now()
      from json_to_recordset(${JSON.stringify(rows)}::json) w("from" uuid, "to" uuid, quiet boolean)
      group by w.from, w.to`)
  })
}

/** The distance of everything reachable, by trying every edge again until nothing changes. */
function distances(edges: readonly Drawn[], root: number, way: Way, file: boolean) {
  const found = new Map([[root, 0]])
  // The quiet edges that are told at a file are the ones at this very file.
  const told = edges.filter((edge) => {
    const saidAloud = edges.some(
      ({ from, to, quiet }) => !quiet && from === edge.from && to === edge.to,
    )
    return saidAloud || (file && [edge.from, edge.to].includes(root))
  })
  for (let changed = true; changed; ) {
    changed = false
    for (const edge of told) {
      const [near, far] = way === 'up' ? [edge.to, edge.from] : [edge.from, edge.to]
      const at = found.get(near)
      if (at !== undefined && at + 1 < (found.get(far) ?? Number.POSITIVE_INFINITY)) {
        found.set(far, at + 1)
        changed = true
      }
    }
  }
  return found
}

const drawing = fc.array(
  fc.record({
    from: fc.nat(most - 1),
    to: fc.nat(most - 1),
    quiet: fc.boolean().map((quiet) => quiet),
  }),
  { maxLength: 40 },
)
const anyWay = fc.constantFrom<Way[]>('up', 'down')
const rootOf = (n: number, file: boolean): Node => ({ kind: file ? 'file' : 'run', id: idOf(n) })

describe('a walk', () => {
  it('finds what trying every path finds, each at its distance, cycles and diamonds too', async () => {
    await fc.assert(
      fc.asyncProperty(
        drawing,
        fc.nat(most - 1),
        anyWay,
        fc.boolean(),
        async (edges, n, way, file) => {
          await draw(edges)
          const { levels, cutAt } = await walk(hub.database.read, rootOf(n, file), way, {
            depth: 20,
            most: 1000,
          })
          const expected = distances(edges, n, way, file)
          const found = levels.flatMap((level, at) => level.map((id) => [ids.indexOf(id), at]))
          expect(new Map(found as [number, number][])).toEqual(expected)
          expect(found).toHaveLength(expected.size)
          expect(cutAt).toBeNull()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('stops at its depth, and says where it left nodes out', async () => {
    await draw([1, 2, 3, 4].map((to) => ({ from: to - 1, to, quiet: false })))
    const from = (depth: number, atMost: number) =>
      walk(hub.database.read, rootOf(0, false), 'down', { depth, most: atMost })
    expect(await from(2, 10)).toEqual({ levels: [[idOf(0)], [idOf(1)], [idOf(2)]], cutAt: null })
    await draw([1, 2, 3, 4, 5].map((to) => ({ from: 0, to, quiet: false })))
    expect(await from(2, 4)).toEqual({
      levels: [[idOf(0)], [idOf(5), idOf(4), idOf(3)]],
      cutAt: 1,
    })
    expect(await from(2, 6)).toMatchObject({ cutAt: null })
  })
})

describe('what is reached', () => {
  it('is what trying every path finds, nearest first', async () => {
    await fc.assert(
      fc.asyncProperty(
        drawing,
        fc.nat(most - 1),
        anyWay,
        fc.boolean(),
        async (edges, n, way, file) => {
          await draw(edges)
          const { rows } = await hub.database.read.execute<{ id: string }>(
            sql`with recursive ${reach(rootOf(n, file), way)} select distinct id from reach`,
          )
          const expected = distances(edges, n, way, file)
          expect(new Set(rows.map(({ id }) => ids.indexOf(id)))).toEqual(new Set(expected.keys()))
        },
      ),
      { numRuns: 60 },
    )
  })
})
