import { pipeline } from 'node:stream/promises'
import type { ImpactItem } from '@/lib/lineage/view'
import { invalid } from '../failure'
import { result, table } from '../output'
import { connect, readCount, readWords, type Verb } from '../verb'

export const impact: Verb = {
  name: 'impact',
  summary: 'List everything that depends on something',
  help: `hub impact URI [--limit N] [--project P] [--csv|--json]

  hub impact dataset://penguins/v1              deployments, aliases, versions, datasets and runs made of it
  hub impact dataset://penguins/v1 --csv > affected.csv
  hub impact datum://labels --project flowers   an alias of a file

Each line says whose it is and how it depends on URI. --csv prints all of it for a spreadsheet; without,
N lines are shown (default 500).`,

  async run(words, surroundings) {
    const { positionals, values } = readWords(
      words,
      { csv: { type: 'boolean' }, limit: { type: 'string' }, project: { type: 'string' } },
      1,
    )
    const [uri] = positionals
    if (!uri) throw invalid('Say of what: hub impact dataset://penguins/v1.')
    const { terminal, interruption } = surroundings
    if (values.csv && terminal.json) throw invalid('Choose one of --csv and --json.')
    const limit = readCount(values.limit, '--limit', 500)
    const { project } = values
    const of = { uri, ...(project && { project }) }
    const client = await connect(surroundings)
    if (values.csv) {
      const search = new URLSearchParams(of)
      const answer = await client.call('GET', `${client.path('impact.csv')}?${search}`)
      if (answer.body)
        await pipeline(answer.body, terminal.stdout, { end: false, signal: interruption.stop })
      return undefined
    }
    const items = await client.list<ImpactItem>(client.path('impact'), of, limit)
    const rows = items.map(({ kind, state, owner, path, ...item }) => [
      kind.replace('_', ' '),
      item.uri,
      state ?? '',
      owner?.name ?? '',
      path.slice(1, -1).join(' > '),
    ])
    result(terminal, { items }, () =>
      rows.length
        ? table(['KIND', 'URI', 'STATE', 'OWNER', 'THROUGH'], rows)
        : `Nothing that is known depends on ${uri}.`,
    )
    return undefined
  },
}
