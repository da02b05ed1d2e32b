import { z } from 'zod'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { query } from '../query'
import { findNode, NodeRef, type NodeTarget } from './find'
import { graphOf } from './graph'
import { describeNodes } from './nodes'
import { directions, type Lineage, type LineagePage } from './view'
import { edgesAmong, type Way, walk } from './walk'

/** Nodes of an answer, each way. */
const mostNodes = 1000

const LineageOf = NodeRef.extend({
  direction: z.enum(directions).default('both'),
  depth: z.coerce.number().int().min(1).max(20).default(5).describe('Steps, each way'),
})

/** Where something comes from and what came of it. */
export const getLineage = query({
  action: 'lineage.read',
  input: LineageOf,
  load: (db, input, ctx) => findNode(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<Lineage> {
    const { nodes, edges, truncated } = await lineageOf(db, ctx, subject, input)
    return {
      nodes: nodes.map(({ id, kind, uri, name, state, url }) => ({
        ...{ id, kind, uri, name, state, url },
      })),
      edges,
      truncated,
    }
  },
})

/** The same as pages draw it. */
export const getLineagePage = query({
  action: 'lineage.read',
  input: LineageOf,
  load: (db, input, ctx) => findNode(db, ctx, input),
  run: ({ db, subject, input, ctx }) => lineageOf(db, ctx, subject, input),
})

/** In as many queries for a large lineage as for a small one. */
async function lineageOf(
  db: ReadDb,
  ctx: Ctx,
  { organization, node, told: root }: NodeTarget,
  { direction, depth }: z.output<typeof LineageOf>,
): Promise<LineagePage> {
  const ways: Way[] = direction === 'both' ? ['up', 'down'] : [direction]
  // One step further than asked, to tell where there is more.
  const walks = await Promise.all(
    ways.map((way) => walk(db, node, way, { depth: depth + 1, most: mostNodes })),
  )
  const near = new Set(walks.flatMap(({ levels }) => levels.slice(0, depth + 1).flat()))
  const ids = [...new Set(walks.flatMap(({ levels }) => levels.flat()))]
  const [found, known] = await Promise.all([
    edgesAmong(db, node, ids),
    describeNodes(db, ctx, organization, ids),
  ])
  const { places, edges } = graphOf({
    ...{ root: node.id, ways, edges: found },
    seen: (id) => known.has(id) || id === node.id,
    beyond: (id) => !near.has(id),
  })
  const nodes = places.flatMap(({ id, level, parent, more }) => {
    const told = id === node.id ? root : known.get(id)
    return told ? [{ ...told, level, parent, more }] : []
  })
  const truncated = walks.some(({ cutAt }) => cutAt !== null && cutAt <= depth)
  const [first = { ...root, level: 0, parent: null, more: false }] = nodes
  return { root: first, direction, depth, nodes, edges, truncated }
}
