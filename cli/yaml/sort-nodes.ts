import type { Edge, PipelineNode } from './pipeline'

/** Nodes so that each comes after all whose edges lead to it; or the names on a circle. */
export function sortNodes(
  nodes: PipelineNode[],
  edges: Edge[],
): { sorted: PipelineNode[]; cycle: string[] | null } {
  const sorted: PipelineNode[] = []
  let left = nodes
  while (left.length) {
    const waits = (name: string) =>
      edges.some(
        ({ source, target }) =>
          target.node === name && left.some((other) => other.name === source.node),
      )
    const next = left.filter(({ name }) => !waits(name))
    if (next.length === 0) return { sorted: [...sorted, ...left], cycle: circleIn(left, edges) }
    sorted.push(...next)
    left = left.filter((node) => !next.includes(node))
  }
  return { sorted, cycle: null }
}

/** Every one of these waits for another of them, so that going back from any ends in a circle. */
function circleIn(left: PipelineNode[], edges: Edge[]): string[] {
  const names = left.map(({ name }) => name)
  const path: string[] = []
  let [name = ''] = names
  while (!path.includes(name)) {
    path.push(name)
    const { source } = edges.find(
      (edge) => edge.target.node === name && names.includes(edge.source.node),
    ) ?? { source: { node: name } }
    name = source.node
  }
  return path.slice(path.indexOf(name)).reverse()
}
