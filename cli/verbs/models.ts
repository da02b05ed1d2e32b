import type { Model } from '@/lib/models/view'
import { result } from '../output'
import { modelTable } from '../rows'
import { connect, lifeOf, readCount, readWords, type Verb } from '../verb'

export const models: Verb = {
  name: 'models',
  aliases: ['model list'],
  summary: 'List the models',
  help: `hub models [--limit N] [--archived] [--json]

Newest is the highest version, approved the one that model://name/latest means.`,

  async run(words, surroundings) {
    const { values } = readWords(words, {
      limit: { type: 'string' },
      archived: { type: 'boolean' },
    })
    const limit = readCount(values.limit, '--limit', 50)
    const client = await connect(surroundings)
    const items = await client.list<Model>(client.path('models'), lifeOf(values), limit)
    result(surroundings.terminal, { items }, () =>
      items.length
        ? modelTable(items)
        : values.archived
          ? 'No model is archived.'
          : 'There is no model yet. hub push makes one.',
    )
    return undefined
  },
}
