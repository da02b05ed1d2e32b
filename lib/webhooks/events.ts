import { told } from '../outbox/told'

/** What webhooks may hear of, with what each means. The types of CloudEvents are made of these names. */
export const webhookEvents = {
  'version.created': 'A version was registered.',
  'version.state_changed':
    'A version was approved, rejected, withdrawn, archived, restored or deleted, or its approval ended.',
  'model.latest_changed': '`model://<name>/latest` means another version, or none.',
  'alias.moved': 'An alias of a model points at another version, or is gone.',
  'tags.changed': 'The tags of a model or of a version changed.',
  'deployment.revised': 'A deployment splits its traffic anew, or stops serving.',
  'deployment.rolled_back': 'A deployment went back to an earlier revision.',
  'review.requested': 'Somebody was asked to decide on a version.',
  'run.finished': 'A run completed, failed or was stopped.',
  'dataset_version.created': 'A version of a dataset was registered.',
  'recall.created': 'Data, a run or a version was recalled.',
  'token.expiring': 'A token ends soon.',
  'comment.created': 'Somebody said something of a model or a version.',
  'webhook.paused': 'The hub gave a webhook up.',
} as const

/** What is said of each beside `url`, the page about it, and `actor`, who did it by id and kind. */
export const eventData: Record<WebhookEvent, readonly string[]> = {
  'version.created': ['model', 'version', 'digest', 'state', 'run'],
  'version.state_changed': [
    ...['model', 'version', 'digest', 'state', 'life', 'from', 'to', 'expired'],
  ],
  'model.latest_changed': ['model', 'from', 'to'],
  'alias.moved': ['model', 'alias', 'from', 'to'],
  'tags.changed': ['model', 'version', 'digest', 'tags', 'added', 'removed'],
  'deployment.revised': ['deployment', 'project', 'kind', 'revision', 'target', 'variants'],
  'deployment.rolled_back': [
    ...['deployment', 'project', 'kind', 'revision', 'rolledBackTo', 'target', 'variants'],
  ],
  'review.requested': ['model', 'version', 'digest', 'people', 'teams'],
  'run.finished': ['project', 'state', 'exitCode', 'versions', 'datasets'],
  'dataset_version.created': ['dataset', 'digest', 'files', 'run'],
  'recall.created': ['kind', 'recall', 'affected'],
  'token.expiring': ['token', 'name', 'owner', 'serviceAccount', 'scopes', 'expiresAt'],
  'comment.created': ['model', 'comment', 'mentions'],
  'webhook.paused': ['webhook', 'name', 'reason'],
}

export type WebhookEvent = keyof typeof webhookEvents

export const eventNames = Object.keys(webhookEvents) as WebhookEvent[]

/** What is sent by hand, to see whether it arrives; nobody subscribes to it. */
export const testEvent = 'webhook.test'

const beside: Record<string, WebhookEvent> = {
  'model.latest': 'model.latest_changed',
  'token.expiring': 'token.expiring',
}

/** What webhooks call something that was put into the outbox; null for what they are not told of. */
export function eventNameOf(what: string): WebhookEvent | null {
  const ofActions: Record<string, WebhookEvent> = told
  return ofActions[what] ?? beside[what] ?? null
}

/** `org.modelhub.version.created.v1` */
export const typeOf = (name: string): string => `org.modelhub.${name}.v1`
