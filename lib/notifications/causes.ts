import type { Told } from '../outbox/view'
import type { Json } from '../view'
import { type NotificationKind, notificationKinds } from './kinds'

/** Something that people are to be told of, before it is known whom. */
export interface Cause {
  /** The same tells nobody twice. */
  id: string
  kind: NotificationKind
  organization: string
  /** The URI, or the path of the page, that it leads to. */
  subject: string
  /** The id of what the people are found by: a version, a comment, a recall. */
  thing: string | null
  model: string | null
  at: string
  /** The event that brought it about, of what is none itself. */
  caused: string | null
  /** As in the event; null where there is none. */
  actor: string | null
  actorKind: string | null
  /** Whoever did it themselves, who is not told of it. */
  own: string | null
  /** Ids of people, and slugs of teams, that it names. */
  people: string[]
  teams: string[]
  body: { [key: string]: Json }
  /** By which ways it is told unless somebody chose otherwise. */
  inbox: boolean
  mail: boolean
}

/** What of all that happened somebody may be told of. */
export function causesOf(told: readonly Told[]): Cause[] {
  return told.flatMap((one) => {
    const known = readers[one.what]
    return known ? known(one).map((found) => causeOf(one, found)) : []
  })
}

interface Found {
  kind: NotificationKind
  subject?: string
  thing?: string | null | undefined
  people?: string[]
  teams?: string[]
  body?: { [key: string]: Json | undefined }
}

function causeOf({ id, organizationId, modelId, at, event, cause }: Told, found: Found): Cause {
  const by = event ?? cause ?? null
  const { kind, people = [], teams = [], body = {} } = found
  const { inbox, mail } = notificationKinds[kind]
  return {
    id,
    kind,
    organization: organizationId,
    subject: found.subject ?? event?.subject.uri ?? '',
    thing: (found.thing === undefined ? event?.subject.id : found.thing) ?? null,
    model: modelId,
    at: at.toISOString(),
    caused: cause?.id ?? null,
    actor: by?.actor.id ?? null,
    actorKind: by?.actor.kind ?? null,
    own: by ? doneBy(by, kind) : null,
    people,
    teams,
    body: asJson(body),
    inbox,
    mail,
  }
}

type Event = NonNullable<Told['event']>
type Reader = (told: Told) => Found[]

/** A person, by hand or by a token of their own. What a service account does is news to who answers for it. */
function doneBy({ actor, onBehalfOf }: Event, kind: NotificationKind): string | null {
  if (actor.kind === 'person') return actor.id
  // Jobs report their own end with the token of their person, who has not seen it.
  return actor.kind === 'token' && kind !== 'run' ? onBehalfOf : null
}

const decided: Reader = ({ what, event }) => {
  const after = event?.after ?? {}
  const { state, approvals, override, own } = after
  const verdict = what.replace('version.', '')
  return [
    { kind: 'decision', body: { verdict, state, approvals, override, own, note: event?.note } },
  ]
}

const shifted: Reader = ({ what, event }) => {
  const { revision, rolledBackTo } = event?.after ?? {}
  // A note of the hub itself names a model, which not everybody sees; a stop may have one, too.
  const byHub = what === 'deployment.follow' || what === 'deployment.stop'
  const note = byHub ? undefined : event?.note
  const how = what.replace('deployment.', '')
  return [{ kind: 'deployment', body: { how, revision, to: rolledBackTo, note } }]
}

const ended: Reader = ({ event }) =>
  event?.after?.state === 'error' ? [{ kind: 'run', body: {} }] : []

const readers: { [what: string]: Reader } = {
  'review.request': ({ event }) => [
    {
      kind: 'review',
      people: texts(event?.after?.people),
      teams: texts(event?.after?.teams),
      body: { note: event?.note },
    },
  ],
  'version.register': () => [{ kind: 'waiting' }],
  'version.approve': decided,
  'version.reject': decided,
  'version.withdraw': decided,
  'version.override': decided,
  'version.expire': decided,
  'comment.create': ({ event }) => {
    const mentions = texts(event?.after?.mentions)
    const body = { comment: event?.subject.id }
    const said: Found = { kind: 'comment', people: mentions, body }
    return mentions.length > 0 ? [{ kind: 'mention', people: mentions, body }, said] : [said]
  },
  'model.latest': ({ modelId, body }) => [
    { kind: 'latest', thing: modelId, body: { versions: body } },
  ],
  'deployment.revise': shifted,
  'deployment.stop': shifted,
  'deployment.follow': shifted,
  'deployment.rollback': shifted,
  // It could not follow: the hub says so once for each reason.
  'deployment.stuck': ({ orderKey }) => [
    { kind: 'deployment', thing: orderKey, body: { how: 'stuck' } },
  ],
  'run.finish': ended,
  'run.stop': ended,
  'recall.create': ({ event }) => {
    const recall = event?.after?.recall
    return typeof recall === 'string'
      ? [{ kind: 'recall', thing: recall, body: { note: event?.note } }]
      : []
  },
  'token.expiring': ({ orderKey }) => [{ kind: 'token', thing: orderKey }],
  'webhook.pause': ({ event }) => [{ kind: 'webhook', body: { note: event?.after?.reason } }],
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

/** Without what is not said. */
function asJson(value: object): { [key: string]: Json } {
  return JSON.parse(JSON.stringify(value))
}
