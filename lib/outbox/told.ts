import type { Action } from '../access'

/**
 * The actions that webhooks, notifications and following deployments hear of, and what each is called outside.
 * Beside them the database itself tells of `model.latest`, and the worker of `token.expiring`.
 */
export const told = {
  'version.register': 'version.created',
  'version.approve': 'version.state_changed',
  'version.reject': 'version.state_changed',
  'version.withdraw': 'version.state_changed',
  'version.override': 'version.state_changed',
  'version.archive': 'version.state_changed',
  'version.restore': 'version.state_changed',
  'version.delete': 'version.state_changed',
  'version.expire': 'version.state_changed',
  'version.update': 'tags.changed',
  'model.update': 'tags.changed',
  'alias.move': 'alias.moved',
  'alias.remove': 'alias.moved',
  'deployment.revise': 'deployment.revised',
  'deployment.stop': 'deployment.revised',
  'deployment.follow': 'deployment.revised',
  'deployment.rollback': 'deployment.rolled_back',
  'review.request': 'review.requested',
  'run.finish': 'run.finished',
  'run.stop': 'run.finished',
  'dataset_version.register': 'dataset_version.created',
  'recall.create': 'recall.created',
  'comment.create': 'comment.created',
  'webhook.pause': 'webhook.paused',
} as const satisfies Partial<Record<Action, string>>

export const toldActions: ReadonlySet<string> = new Set(Object.keys(told))

/** Actions that nobody is told of, but after which the hub looks whether `latest` means something else. */
export const heededActions: ReadonlySet<string> = new Set<Action>([
  'recall.lift',
  'policy.set',
  'card.update',
  'model.configure',
])
