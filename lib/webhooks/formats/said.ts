import type { Json } from '../../view'

/** A CloudEvent as it is told, as far as the other formats read it. */
export interface Telling {
  id: string
  /** `org.modelhub.version.created.v1` */
  type: string
  source: string
  subject: string
  time: string
  data: { [key: string]: Json }
}

/** An event in words for people. */
export interface Said {
  title: string
  subject: string
  /** The page about it. */
  url: string | null
  facts: { label: string; text: string }[]
  organization: string
  at: string
}

/** What an event says: a title, what it is about, and the few facts that matter in a chat. */
export function saidOf(event: Telling): Said {
  const { data } = event
  return {
    title: titleOf(event),
    subject: nameOf(event),
    url: typeof data.url === 'string' ? webPage(data.url) : null,
    facts: Object.entries(labels).flatMap(([key, label]) => {
      const text = textOf(data[key])
      return text ? [{ label, text }] : []
    }),
    organization: event.source.split('/').at(-1) ?? '',
    at: event.time.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC'),
  }
}

/** `org.modelhub.version.created.v1` is `version.created` inside. */
export function shortType(type: string): string {
  return type.replace(/^org\.modelhub\./, '').replace(/\.v\d+$/, '')
}

/** What has no URI is named by its name, or by where its page is: nobody reads an id in a chat. */
function nameOf({ subject, data }: Telling): string {
  if (!subject.startsWith('/')) return subject
  return textOf(data.name) ?? decodeURIComponent(subject.split('/').at(-1) ?? '')
}

const titles: Record<string, string> = {
  'version.created': 'New version',
  'model.latest_changed': 'Another version is the latest approved',
  'alias.moved': 'Alias moved',
  'tags.changed': 'Tags or note changed',
  'deployment.revised': 'Deployment revised',
  'deployment.rolled_back': 'Deployment rolled back',
  'review.requested': 'Review requested',
  'run.finished': 'Run finished',
  'dataset_version.created': 'New dataset version',
  'recall.created': 'Recalled',
  'token.expiring': 'A token is about to end',
  'comment.created': 'New comment',
  'webhook.paused': 'Webhook paused',
  'webhook.test': 'Test from Model Hub',
}

function titleOf({ type, data }: Telling): string {
  const short = shortType(type)
  const state = textOf(data.life) ?? textOf(data.state)
  if (short === 'version.state_changed') return state ? `Version is ${state}` : 'Version changed'
  return titles[short] ?? short
}

/** Facts of an event's data that are worth a line, and what they are called. */
const labels: Record<string, string> = {
  from: 'From',
  to: 'To',
  alias: 'Alias',
  target: 'Target',
  by: 'By',
  note: 'Note',
  reason: 'Reason',
  expiresAt: 'Ends',
}

function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value.trim() || null
  if (typeof value === 'number') return String(value)
  if (value && typeof value === 'object' && !Array.isArray(value))
    return textOf(value.uri ?? value.name)
  return null
}

/** An address that a browser may be sent to; null for another. */
function webPage(text: string): string | null {
  return /^https?:\/\//.test(text) && URL.canParse(text) ? text : null
}
