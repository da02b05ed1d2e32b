import type { Json } from '../view'

/** What the others need of an audit event; `writeEvent()` writes it. */
export interface ToldEvent {
  id: string
  at: string
  actor: { id: string | null; kind: string }
  onBehalfOf: string | null
  via: string
  action: string
  subject: { kind: string; id: string | null; uri: string }
  note: string | null
  before: { [key: string]: Json } | null
  after: { [key: string]: Json } | null
}

/** Something that happened, as webhooks, notifications and deployments that follow hear of it. */
export interface Told {
  /** The id under which it is told: that of its audit event where it has one. */
  id: string
  /** The action of the event, or `model.latest` and `token.expiring`. */
  what: string
  organizationId: string
  /** What it is told in the order of. */
  orderKey: string
  modelId: string | null
  projectId: string | null
  at: Date
  /** Null for what has no event. */
  event: ToldEvent | null
  /** Of what has no event: that which brought it about, where one did. */
  cause?: ToldEvent | null
  /** Of what has no event: what it says. */
  body: Json | null
}
