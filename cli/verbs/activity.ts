import type { Event } from '@/lib/activity/view'
import { result, table, time } from '../output'
import { readModel } from '../refs'
import { connect, readCount, readWords, type Verb } from '../verb'

export const activity: Verb = {
  name: 'activity',
  summary: 'Show who did what, newest first',
  help: `hub activity [--model M] [--project P] [--action A] [--outcome done|refused] [--limit N] [--json]

  --model M     Only what concerns this model and its versions
  --action A    Only this action, such as version.approve
  --limit N     How many events (20)`,

  async run(words, surroundings) {
    const { values } = readWords(words, {
      model: { type: 'string' },
      project: { type: 'string' },
      action: { type: 'string' },
      outcome: { type: 'string' },
      limit: { type: 'string' },
    })
    const { limit, model, json: _json, ...filter } = values
    const client = await connect(surroundings)
    const query = { ...filter, ...(model && { model: readModel(model, client.org).model }) }
    const most = readCount(limit, '--limit', 20)
    const items = await client.list<Event>(client.path('activity'), query, most)
    const titles = ['AT', 'WHO', 'ACTION', 'WHAT', 'OUTCOME', 'NOTE', 'VIA', 'FROM']
    const rows = items.map((event) => [
      time(event.at),
      event.onBehalfOf ? `${event.onBehalfOf.name} (${event.actor.name})` : event.actor.name,
      event.action,
      event.subject.uri,
      event.outcome === 'done' ? '' : event.outcome,
      event.note ?? event.reason ?? '',
      event.via,
      event.origin?.ip ?? '',
    ])
    result(surroundings.terminal, { items }, () =>
      rows.length ? table(titles, rows) : 'Nothing like that has happened yet.',
    )
    return undefined
  },
}
