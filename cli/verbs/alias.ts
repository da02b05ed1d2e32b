import type { AliasMove, ModelAlias, MovedAlias } from '@/lib/aliases/view'
import type { PastAlias } from '@/lib/history/view'
import type { ModelUri } from '@/lib/uri'
import { apiPath } from '../client'
import { invalid } from '../failure'
import { result, table, time } from '../output'
import { readModel, readModelUri } from '../refs'
import { connect, readCount, readWords, type Surroundings, type Verb } from '../verb'

type Act = (words: string[], surroundings: Surroundings) => Promise<void>

const acts: Record<string, Act> = { list, move, remove, history }

const careful = {
  note: { type: 'string', short: 'm' },
  expected: { type: 'string' },
} as const

export const alias: Verb = {
  name: 'alias',
  summary: 'List, move and remove the aliases of a model, and tell where they pointed',
  help: `hub alias ACT …

  hub alias list penguins [--at TIME]
  hub alias move model://penguins/v3 production [-m NOTE] [--expected v2]
  hub alias remove model://penguins/production [-m NOTE] [--expected v3]
  hub alias history model://penguins/production [--limit N]

  -m, --note TEXT      Why. Everyone who sees the model can read it
  --expected VERSION   Only if it points there now; none: only if it points nowhere
  --at TIME            As they stood then: 2026-03-03T12:00:00Z, or a date
  --json

A protected alias leads to approved versions only, and may be moved by certain teams alone.`,

  async run(words, surroundings) {
    const [name = '', ...rest] = words
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined
    if (!act) throw invalid(`Say what to do: hub alias ${Object.keys(acts).join(', ')}.`)
    await act(rest, surroundings)
    return undefined
  },
}

async function list(words: string[], surroundings: Surroundings): Promise<void> {
  const { values, positionals } = readWords(words, { at: { type: 'string' } }, 1)
  if (!positionals[0]) throw invalid('Say which model: hub alias list penguins.')
  const client = await connect(surroundings)
  const { org, model } = readModel(positionals[0], client.org)
  const at: Record<string, string> = values.at === undefined ? {} : { at: values.at }
  const path = apiPath(org, 'models', model, 'aliases')
  const items = await client.list<ModelAlias | PastAlias>(path, at, Number.POSITIVE_INFINITY)
  const rows = items.map((one) => {
    const { by, note, at: since } = sourceOf(one)
    return [one.alias, `v${one.version} ${one.state}`, lockOf(one), by, time(since), note]
  })
  const titles = ['ALIAS', 'VERSION', 'PROTECTED', 'BY', 'SINCE', 'NOTE']
  result(surroundings.terminal, { items }, () =>
    items.length ? table(titles, rows) : `${model} has no alias${values.at ? ' then' : ''}.`,
  )
}

async function move(words: string[], surroundings: Surroundings): Promise<void> {
  const { values, positionals } = readWords(words, careful, 2)
  const [text, name] = positionals
  if (!name) throw invalid('Say which alias: hub alias move model://penguins/v3 production.')
  const uri = readModelUri(text)
  if (uri.version?.kind !== 'number') throw invalid('Name the version by its number: v3.')
  const client = await connect(surroundings)
  const { note, expected } = values
  const body = {
    version: uri.version.number,
    ...(note !== undefined && { note }),
    ...(expected !== undefined && { expected: expected === 'none' ? null : expected }),
  }
  const path = apiPath(uri.organization ?? client.org, 'models', uri.model, 'aliases', name)
  const moved = await client.put<MovedAlias>(path, body)
  const before = moved.from === null ? '' : `, before that v${moved.from}`
  result(surroundings.terminal, moved, () => `${moved.uri} is v${moved.version}${before}`)
}

async function remove(words: string[], surroundings: Surroundings): Promise<void> {
  const { values, positionals } = readWords(words, careful, 1)
  const { model, alias: name, organization } = readAlias(positionals[0])
  const client = await connect(surroundings)
  const search = new URLSearchParams()
  if (values.note !== undefined) search.set('note', values.note)
  if (values.expected !== undefined) search.set('expected', values.expected)
  const path = apiPath(organization ?? client.org, 'models', model, 'aliases', name)
  await client.call('DELETE', search.size > 0 ? `${path}?${search}` : path)
  const removed = { model, alias: name }
  result(surroundings.terminal, removed, () => `${model} has no alias ${name} any more.`)
}

async function history(words: string[], surroundings: Surroundings): Promise<void> {
  const { values, positionals } = readWords(words, { limit: { type: 'string' } }, 1)
  const { model, alias: name, organization } = readAlias(positionals[0])
  const limit = readCount(values.limit, '--limit', 50)
  const client = await connect(surroundings)
  const path = apiPath(organization ?? client.org, 'models', model, 'aliases', name, 'history')
  const items = await client.list<AliasMove>(path, {}, limit)
  const rows = items.map(({ at, from, to, by, note }) => [
    time(at),
    from ?? 'nowhere',
    to ?? 'removed',
    by.name,
    note,
  ])
  result(surroundings.terminal, { items }, () =>
    items.length
      ? table(['AT', 'FROM', 'TO', 'BY', 'NOTE'], rows)
      : `${model} never had an alias ${name}.`,
  )
}

function readAlias(text: string | undefined): ModelUri & { alias: string } {
  const uri = readModelUri(text)
  if (uri.version?.kind !== 'alias') throw invalid('Name an alias: model://penguins/production.')
  return { ...uri, alias: uri.version.name }
}

function sourceOf(one: ModelAlias | PastAlias): { by: string; note: string; at: string } {
  if ('may' in one) return { by: one.by?.name ?? '', note: one.note, at: one.updatedAt }
  const { cause, asOf } = one
  return { by: cause?.by.name ?? '', note: cause?.note ?? '', at: cause?.at ?? asOf }
}

function lockOf(one: ModelAlias | PastAlias): string {
  if (!('protection' in one) || !one.protection) return ''
  return one.protection.teams?.join(', ') ?? 'yes'
}
