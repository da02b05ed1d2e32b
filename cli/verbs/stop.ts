import type { Progress } from '@/lib/runs/view'
import { parseRunUri } from '@/lib/uri'
import { invalid } from '../failure'
import { result } from '../output'
import { connect, readWords, type Verb } from '../verb'

export const stop: Verb = {
  name: 'stop',
  summary: 'Ask a run to stop',
  help: `hub stop run://project/N [-m REASON] [--json]

  -m, --note TEXT   Why. It stays in the record

Whoever runs it ends the command; what it logged and made so far is kept. Where nothing was heard of them
for two minutes, the hub ends it at once.`,

  async run(words, surroundings) {
    const options = { note: { type: 'string', short: 'm' } } as const
    const { values, positionals } = readWords(words, options, 1)
    const [text] = positionals
    if (!text) throw invalid('Say which: hub stop run://penguins/12.')
    const parsed = parseRunUri(text)
    if (!parsed.ok) throw invalid(parsed.message)
    const { project, number } = parsed.uri
    const client = await connect(surroundings)
    const body = values.note === undefined ? {} : { note: values.note }
    const path = client.path('projects', project, 'runs', number, 'stop')
    const progress = await client.post<Progress>(path, body)
    result(surroundings.terminal, progress, () =>
      progress.state === 'stopped' ? `${text} stopped` : `${text} was asked to stop`,
    )
    return undefined
  },
}
