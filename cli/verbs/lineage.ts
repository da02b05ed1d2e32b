import type { Lineage, LineageNode } from '@/lib/lineage/view'
import { invalid } from '../failure'
import { result, tell } from '../output'
import { connect, readCount, readWords, type Verb } from '../verb'

export const lineage: Verb = {
  name: 'lineage',
  summary: 'Show where something comes from and what came of it',
  help: `hub lineage URI [--up|--down] [--depth N] [--project P] [--json]

  hub lineage model://penguins/latest --up      data, code and runs that it was made from
  hub lineage dataset://penguins/v1 --down      everything made of it
  hub lineage s3://bucket/raw.csv               an address outside of the hub
  hub lineage datum://labels --project flowers  an alias of a file

URI is any of ours (model://, dataset://, datum://, run://), or an address that a run read. Each step
is a line further in; N is how many are shown, at most 20 (default 5). A thing that is reached again
is not opened a second time.`,

  async run(words, surroundings) {
    const { positionals, values } = readWords(
      words,
      {
        up: { type: 'boolean' },
        down: { type: 'boolean' },
        depth: { type: 'string' },
        project: { type: 'string' },
      },
      1,
    )
    const [uri] = positionals
    if (!uri) throw invalid('Say of what: hub lineage model://penguins/latest.')
    if (values.up && values.down) throw invalid('Leave both --up and --down out to see both.')
    const direction = values.up ? 'up' : values.down ? 'down' : 'both'
    const depth = readCount(values.depth, '--depth', 5)
    const client = await connect(surroundings)
    const { project } = values
    const of = { uri, ...(project && { project }) }
    const search = new URLSearchParams({ ...of, direction, depth: String(depth) })
    const found = await client.get<Lineage>(`${client.path('lineage')}?${search}`)
    const { terminal } = surroundings
    result(terminal, found, () => linesOf(found, direction))
    if (found.truncated) tell(terminal, 'There is more than this. Ask for less depth, or one way.')
    return undefined
  },
}

/** The thing itself, and below it the two ways as nested lines. Pure. */
function linesOf({ nodes, edges }: Lineage, direction: 'up' | 'down' | 'both'): string[] {
  const [root] = nodes
  if (!root) return []
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const ways = direction === 'both' ? (['up', 'down'] as const) : [direction]
  const lines = [lineOf(root)]
  for (const way of ways) {
    const [near, far] = way === 'up' ? (['to', 'from'] as const) : (['from', 'to'] as const)
    const opened = new Set<string>()
    const below = (id: string, indent: string): string[] => {
      if (opened.has(id)) return []
      opened.add(id)
      const next = edges.filter((edge) => edge[near] === id)
      const ids = [...new Set(next.map((edge) => edge[far]))]
      return ids.flatMap((each) => {
        const node = byId.get(each)
        return node ? [indent + lineOf(node), ...below(each, `${indent}  `)] : []
      })
    }
    const told = below(root.id, '    ')
    const title = way === 'up' ? 'comes from' : 'led to'
    lines.push(`  ${title}${told.length ? '' : ' nothing that is known'}`, ...told)
  }
  return lines
}

function lineOf({ uri, name, state, kind }: LineageNode): string {
  // The other URIs say by themselves what they are.
  const shown = kind === 'file' && uri.startsWith('datum://') ? `${uri}  ${name}` : uri
  return state ? `${shown}  ${state}` : shown
}
