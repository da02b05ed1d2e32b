import type { Json } from '../view'
import { typeOf } from './events'

/** What happened, as a CloudEvent 1.0 in structured JSON. It is made once: all attempts send the same. */
export interface Message {
  specversion: '1.0'
  id: string
  source: string
  type: string
  subject: string
  time: string
  datacontenttype: 'application/json'
  data: { [key: string]: Json }
}

interface Parts {
  id: string
  /** The public origin of the hub, and the slug of the organization. */
  origin: string
  org: string
  name: string
  subject: string
  at: Date
  data: { [key: string]: Json }
}

export function messageOf({ id, origin, org, name, subject, at, data }: Parts): Message {
  return {
    specversion: '1.0',
    id,
    source: `${origin}/${org}`,
    type: typeOf(name),
    subject,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    data,
  }
}
