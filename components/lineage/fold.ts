import type { LineageEdge, LineagePage, LineagePageNode } from '@/lib/lineage/view'
import { byName, neighboursOf, type Places } from './graph'

/** More than these are folded: what is alike becomes one place, "27 runs". */
export const mostPlaces = 300

/** How many of a group come out of it when it is opened; the rest stay a group. */
export const openedAtOnce = 50

interface FoldOptions {
  /** Members of groups: each opens its group, from itself on. */
  expand?: readonly string[]
  most?: number
}

/**
 * The places of a graph. Up to `most` things stand alone each. Beyond, things of one kind, state and level
 * are one place, told apart by how their neighbours are told apart for as many steps as `most` leaves room
 * for: a sweep of 300 runs with a version each becomes one place of runs and one of versions, while the run
 * whose version was approved stands beside them.
 */
export function fold(
  { root, nodes, edges }: Pick<LineagePage, 'root' | 'nodes' | 'edges'>,
  { expand = [], most = mostPlaces }: FoldOptions = {},
): Places {
  const sorted = [...nodes].sort(byName)
  const groups =
    nodes.length <= most
      ? sorted.map((node): Group => [node])
      : opened(grouped(sorted, coloursOf(sorted, edges, root.id, most)), expand)
  const places = groups.map((group) => ({ id: group[0].id, node: group[0], count: group.length }))
  return { places, edges: between(groups, edges) }
}

type Group = [LineagePageNode, ...LineagePageNode[]]

/** What tells nodes apart, refined by the colours of their neighbours while there is room. */
function coloursOf(
  nodes: readonly LineagePageNode[],
  edges: readonly LineageEdge[],
  root: string,
  most: number,
): Map<string, number> {
  const { up, down } = neighboursOf(edges)
  let colours = numbered(nodes, ({ id, ...node }) =>
    id === root ? 'root' : `${node.kind} ${node.state} ${node.recalled} ${node.level}`,
  )
  for (;;) {
    const of = (id: string) => colours.get(id)
    const finer = numbered(nodes, ({ id }) => {
      const above = up.get(id)?.map(({ from, role }) => `<${role}${of(from)}`) ?? []
      const below = down.get(id)?.map(({ to, role }) => `>${role}${of(to)}`) ?? []
      return `${of(id)} ${[...new Set([...above, ...below])].sort().join('')}`
    })
    if (sizeOf(finer) > most || sizeOf(finer) === sizeOf(colours)) return colours
    colours = finer
  }
}

/** A number for each distinct word. */
function numbered(
  nodes: readonly LineagePageNode[],
  word: (node: LineagePageNode) => string,
): Map<string, number> {
  const numbers = new Map<string, number>()
  return new Map(
    nodes.map((node) => {
      const key = word(node)
      const number = numbers.get(key) ?? numbers.size
      numbers.set(key, number)
      return [node.id, number]
    }),
  )
}

function sizeOf(colours: Map<string, number>): number {
  return new Set(colours.values()).size
}

function grouped(nodes: readonly LineagePageNode[], colours: Map<string, number>): Group[] {
  const groups = new Map<number | undefined, Group>()
  for (const node of nodes) {
    const group = groups.get(colours.get(node.id))
    if (group) group.push(node)
    else groups.set(colours.get(node.id), [node])
  }
  return [...groups.values()]
}

function opened(groups: readonly Group[], expand: readonly string[]): Group[] {
  let now = [...groups]
  for (const id of expand)
    now = now.flatMap((group) => {
      const at = group.length > 1 ? group.findIndex((node) => node.id === id) : -1
      if (at < 0) return [group]
      const out = group.slice(at, at + openedAtOnce).map((node): Group => [node])
      const rest = group.filter((_, index) => index < at || index >= at + openedAtOnce)
      return isGroup(rest) ? [...out, rest] : out
    })
  return now
}

const isGroup = (nodes: LineagePageNode[]): nodes is Group => nodes.length > 0

/** The edges between groups, each once. */
function between(groups: readonly Group[], edges: readonly LineageEdge[]): LineageEdge[] {
  const placeOfNode = new Map(
    groups.flatMap((group) => group.map((node) => [node.id, group[0].id] as const)),
  )
  const kept = new Map<string, LineageEdge>()
  for (const { from, to, role } of edges) {
    const [start, end] = [placeOfNode.get(from), placeOfNode.get(to)]
    if (start && end && start !== end)
      kept.set(`${start} ${end} ${role}`, { from: start, to: end, role })
  }
  return [...kept.values()]
}
