import type { RunItem } from '@/lib/runs/view'
import { metric, result, table, time } from '../output'
import { connect, readCount, readWords, type Verb } from '../verb'

export const runs: Verb = {
  name: 'runs',
  summary: 'List the runs, newest first',
  help: `hub runs [--project P] [--state queued|running|completed|error|stopped] [--limit N] [--json]`,

  async run(words, surroundings) {
    const { values } = readWords(words, {
      project: { type: 'string' },
      state: { type: 'string' },
      limit: { type: 'string' },
    })
    const limit = readCount(values.limit, '--limit', 50)
    const client = await connect(surroundings)
    const query = { project: values.project, state: values.state }
    const items = await client.list<RunItem>(client.path('runs'), query, limit)
    const titles = ['RUN', 'STEP', 'STATE', 'MADE', 'METRICS', 'BY', 'AT']
    const rows = items.map(({ uri, step, state, versions, summary, createdBy, createdAt }) => [
      uri,
      step ?? '',
      state,
      versions.join(', '),
      Object.entries(summary)
        .slice(0, 3)
        .map(([key, value]) => `${key}=${metric(value)}`)
        .join(' '),
      createdBy.name,
      time(createdAt),
    ])
    result(surroundings.terminal, { items }, () =>
      rows.length ? table(titles, rows) : 'There is no such run yet. hub run STEP makes one.',
    )
    return undefined
  },
}
