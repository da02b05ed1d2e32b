import type { RunItem } from '@/lib/runs/view'
import { result } from '../output'
import { runTable } from '../rows'
import { connect, readCount, readWords, type Verb } from '../verb'

export const runs: Verb = {
  name: 'runs',
  summary: 'List the runs, newest first',
  help: `hub runs [options]

  hub runs --project penguins --state error --since 2026-11-01
  hub runs --tag baseline --person me

  --project P       Of one project
  --state STATE     queued, running, completed, error or stopped
  --step NAME       Of one step
  --tag TAG         That bear a tag
  --person WHO      Started by a person: their id, or me
  --group N         Of a task or pipeline of the project
  --search TEXT     Part of the step, the command or the commit
  --alerts          Only those with alerts
  --since, --until  A time with an offset or Z, or a day, in UTC; until is not included
  --limit N         At most so many (50)
  --json`,

  async run(words, surroundings) {
    const { values } = readWords(words, {
      project: { type: 'string' },
      state: { type: 'string' },
      step: { type: 'string' },
      tag: { type: 'string' },
      person: { type: 'string' },
      group: { type: 'string' },
      search: { type: 'string' },
      alerts: { type: 'boolean' },
      since: { type: 'string' },
      until: { type: 'string' },
      limit: { type: 'string' },
    })
    const limit = readCount(values.limit, '--limit', 50)
    const client = await connect(surroundings)
    const { search: q, alerts, limit: _limit, json: _json, ...narrowed } = values
    const query = { ...narrowed, q, alerts: alerts ? 'true' : undefined }
    const items = await client.list<RunItem>(client.path('runs'), query, limit)
    result(surroundings.terminal, { items }, () =>
      items.length ? runTable(items) : 'There is no such run yet. hub run STEP makes one.',
    )
    return undefined
  },
}
