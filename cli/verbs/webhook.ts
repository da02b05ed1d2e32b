import { text as textOf } from 'node:stream/consumers'
import type { Delivery, Webhook, WebhookSecret } from '@/lib/webhooks/view'
import type { Client } from '../client'
import { invalid } from '../failure'
import { count, result, table, tell, time } from '../output'
import { connect, readCount, readWords, type Surroundings, type Verb } from '../verb'

type Connected = Client & { org: string }
type Values = ReturnType<typeof read>['values']

export const webhook: Verb = {
  name: 'webhook',
  aliases: [
    'webhook list',
    'webhook create',
    'webhook test',
    'webhook deliveries',
    'webhook replay',
  ],
  summary: 'Tell other programs what happens, and see how that goes',
  help: `hub webhook list [--json]
hub webhook create URL --name NAME [--event E]… [--model M | --project P] [--format F] [--json]
hub webhook test WEBHOOK [--json]
hub webhook deliveries WEBHOOK [--state S] [--limit N] [--json]
hub webhook replay DELIVERY [--json]

  --event E         Which events it hears of, such as model.latest_changed; left out: all
  --format F        cloudevents, slack or github
  --event-type T    Of the format github: the word that the workflow waits for
  --authorization V The value of an Authorization header; - reads it from the standard
                    input, where no list of processes shows it
  WEBHOOK           Its id, or its name where only one is called that
  --state S         waiting, delivered or failed
  DELIVERY          The id of a delivery

create prints the secret that messages are signed with, this once.`,

  async run(words, surroundings) {
    const { positionals, values } = read(words)
    const [act, of, ...more] = positionals
    if (more.length > 0) throw invalid(`There is one word too many: ${more[0]}.`)
    const run = act !== undefined && Object.hasOwn(acts, act) ? acts[act as Act] : undefined
    if (!run) throw invalid('Say what: hub webhook list, create, test, deliveries or replay.')
    const client = await connect(surroundings)
    await run(client, of, values, surroundings)
    return undefined
  },
}

function read(words: string[]) {
  return readWords(
    words,
    {
      name: { type: 'string' },
      event: { type: 'string', multiple: true },
      model: { type: 'string' },
      project: { type: 'string' },
      format: { type: 'string' },
      'event-type': { type: 'string' },
      authorization: { type: 'string' },
      state: { type: 'string' },
      limit: { type: 'string' },
    },
    3,
  )
}

type Act = 'list' | 'create' | 'test' | 'deliveries' | 'replay'
type Run = (
  client: Connected,
  of: string | undefined,
  values: Values,
  surroundings: Surroundings,
) => Promise<void>

const acts: Record<Act, Run> = {
  async list(client, of, _values, { terminal }) {
    if (of !== undefined) throw invalid(`There is one word too many: ${of}.`)
    const items = await webhooksOf(client)
    result(terminal, { items }, () => (items.length ? tableOf(items) : 'There is no webhook yet.'))
  },

  async create(client, url, values, { terminal, stdin }) {
    if (!url)
      throw invalid('Say where to: hub webhook create https://ci.example.com/hooks --name CI')
    const { name, event, model, project, format } = values
    if (!name) throw invalid('Say what it is for: --name NAME.')
    const given = values.authorization
    const authorization = given === '-' ? (await textOf(stdin)).trim() : given
    const made = await client.post<WebhookSecret>(client.path('webhooks'), {
      ...{ url, name, model, project, format, authorization },
      events: event ?? [],
      eventType: values['event-type'],
    })
    result(terminal, made, () => [`Webhook ${made.id}`, made.secret])
    if (!terminal.json) tell(terminal, 'The second line is its secret. It is not shown again.')
  },

  async test(client, of, _values, { terminal }) {
    const { id, name } = await oneOf(client, of)
    const sent = await client.post<Delivery>(client.path('webhooks', id, 'test'), {})
    result(terminal, sent, () => `A test is on its way to ${name}: delivery ${sent.id}`)
  },

  async deliveries(client, of, { state, limit }, { terminal }) {
    const { id, name } = await oneOf(client, of)
    const path = client.path('webhooks', id, 'deliveries')
    const search = state === undefined ? {} : { state }
    const items = await client.list<Delivery>(path, search, readCount(limit, '--limit', 50))
    result(terminal, { items }, () =>
      items.length ? deliveryTable(items) : `Nothing was sent to ${name} yet.`,
    )
  },

  async replay(client, id, _values, { terminal }) {
    if (!id) throw invalid('Say which: hub webhook replay DELIVERY, by its id.')
    const sent = await client.post<Delivery>(client.path('deliveries', id, 'replay'), {})
    result(terminal, sent, () => `${sent.event} of ${sent.subject} is sent again`)
  },
}

function webhooksOf(client: Connected): Promise<Webhook[]> {
  return client.list<Webhook>(client.path('webhooks'), {}, 500)
}

async function oneOf(client: Connected, named: string | undefined): Promise<Webhook> {
  if (!named) throw invalid('Say which webhook: its id, or its name.')
  const all = await webhooksOf(client)
  const found = all.filter(({ id, name }) => id === named || name === named)
  const [one] = found
  if (!one) throw invalid(`There is no webhook ${named}. hub webhook list shows them.`)
  if (found.length > 1)
    throw invalid(`${count(found.length, 'webhook')} are called ${named}. Name one by its id.`)
  return one
}

function tableOf(items: readonly Webhook[]): string[] {
  const rows = items.map(({ id, name, url, scope, events, paused, last, waiting }) => [
    id,
    name,
    new URL(url).origin,
    scope.kind === 'organization' ? 'everything' : `${scope.kind} ${scope.name}`,
    events.join(' ') || 'all',
    paused ? 'paused' : last?.problem ? 'failing' : 'on',
    last ? `${last.status ?? 'no answer'} ${time(last.at)}` : '',
    String(waiting),
  ])
  return table(['ID', 'NAME', 'TO', 'HEARS OF', 'EVENTS', 'STATE', 'LAST', 'WAITING'], rows)
}

function deliveryTable(items: readonly Delivery[]): string[] {
  const rows = items.map(({ id, event, subject, state, attempts, last, nextAt, createdAt }) => [
    id,
    event,
    subject,
    state,
    String(attempts),
    last ? String(last.status ?? last.problem ?? '') : '',
    nextAt ? time(nextAt) : '',
    time(createdAt),
  ])
  return table(['ID', 'EVENT', 'ON', 'STATE', 'ATTEMPTS', 'ANSWER', 'NEXT', 'AT'], rows)
}
