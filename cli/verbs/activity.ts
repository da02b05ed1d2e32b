import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Event } from '@/lib/activity/view'
import { invalid } from '../failure'
import { result, table, tell, time } from '../output'
import { readModel } from '../refs'
import { connect, readCount, readWords, type Surroundings, type Verb } from '../verb'

const formats = ['csv', 'jsonl', 'ocsf']

export const activity: Verb = {
  name: 'activity',
  summary: 'Show who did what, newest first, or take it as a file',
  help: `hub activity [--model M [--version V]] [--project P] [--actor WHO] [--action A] [--subject URI]
             [--via DOOR] [--outcome done|refused] [--from DATE] [--to DATE] [--limit N] [--json]
hub activity … --format csv|jsonl|ocsf [-o FILE]

  --model M      Only what concerns this model and its versions
  --version V    Only what concerns this version of it
  --project P    Only what concerns this project and the models in it
  --actor WHO    An id, an e-mail address, or me; a person with their tokens
  --action A     Actions such as version.approve, or first words of them, with commas between
  --subject URI  What it was done to; with / or * at its end, all that begins so
  --via DOOR     The door it came through: web, api, mlflow, …
  --from DATE    From this day, at 00:00Z, or from this time
  --to DATE      Up to this day or time, not included
  --limit N      How many events (20)
  --format F     Every event of the search as a file: csv, jsonl or ocsf
  -o FILE        Where to put it; on stdout when left out`,

  async run(words, surroundings) {
    const { values } = readWords(words, {
      model: { type: 'string' },
      version: { type: 'string' },
      project: { type: 'string' },
      actor: { type: 'string' },
      action: { type: 'string' },
      subject: { type: 'string' },
      via: { type: 'string' },
      outcome: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      limit: { type: 'string' },
      format: { type: 'string' },
      output: { type: 'string', short: 'o' },
    })
    const { limit, model, json: _json, format, output, ...filter } = values
    const client = await connect(surroundings)
    const query = { ...filter, ...(model && { model: readModel(model, client.org).model }) }
    if (format !== undefined) {
      if (!formats.includes(format)) throw invalid(`--format: There are ${formats.join(', ')}.`)
      const { body } = await client.call(
        'GET',
        `${client.path('activity')}?${new URLSearchParams({ ...query, format })}`,
      )
      if (body) await kept(surroundings, body, output)
      return undefined
    }
    if (output !== undefined) throw invalid('-o goes with --format.')
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

type Body = NonNullable<Response['body']>

async function kept(
  { terminal, cwd, interruption }: Surroundings,
  body: Body,
  output: string | undefined,
): Promise<void> {
  if (output === undefined)
    return pipeline(body, terminal.stdout, { end: false, signal: interruption.stop })
  const file = resolve(cwd, output)
  if (existsSync(file)) throw invalid(`${output} is there already. Name another file.`)
  // Whole or not at all.
  const part = `${file}.part`
  try {
    await pipeline(body, createWriteStream(part))
    await rename(part, file)
  } finally {
    await rm(part, { force: true })
  }
  tell(terminal, `Wrote ${output}.`)
}
