import type { Json } from '../view'
import type { NotificationKind } from './kinds'

export interface Saying {
  kind: NotificationKind
  /** The name of who did it; null: the hub itself. */
  actor: string | null
  /** What it is about, in words: `churn v3`. */
  about: string
  body: { [key: string]: Json | undefined }
}

/** What is said of something that its reader may not see any more. */
export const unseenText = 'This is about something that you cannot see any more.'

/** A notification as one sentence, the same in the inbox, in a mail and at the API. */
export function sentence({ kind, actor, about, body }: Saying): string {
  return says[kind](actor ?? 'The hub', about, body)
}

type Says = (who: string, about: string, body: Saying['body']) => string

const says: Record<NotificationKind, Says> = {
  review: (who, about, { team }) =>
    `${who} asks ${team ? `the team ${team}` : 'you'} to review ${about}`,
  waiting: (who, about) => `${who} registered ${about}, and you may decide on it`,
  decision: (who, about, body) => decision(who, about, body),
  mention: (who, about) => `${who} mentioned you in a comment on ${about}`,
  comment: (who, about) => `${who} commented on ${about}`,
  latest: (_, about, { from, to }) => {
    if (!to) return `Nothing is latest of ${about} any more; it was v${from}`
    return from
      ? `The latest of ${about} is now v${to}, no longer v${from}`
      : `The latest of ${about} is now v${to}`
  },
  deployment: (who, about, body) => traffic(who, about, body),
  run: (_, about) => `Your run ${about} ended with an error`,
  recall: (who, about, { models }) => {
    const others = Number(models) - 1
    const more = others > 0 ? ` and ${others} more ${others === 1 ? 'model' : 'models'}` : ''
    return `${who} recalled something that reaches ${about}${more}`
  },
  token: (_, about, { ends, account }) =>
    account
      ? `The token ${about} of the service account ${account} ends on ${ends}`
      : `Your token ${about} ends on ${ends}`,
  webhook: (_, about) => `The webhook ${about} is paused and gets no more events`,
}

function decision(who: string, about: string, body: Saying['body']): string {
  const { verdict, state, own, approvals } = body
  if (verdict === 'expire') return `The approval of ${about} has ended`
  if (verdict === 'override') return `${who} approved ${about} against its policy`
  if (verdict === 'reject') return `${who} rejected ${about}`
  if (verdict === 'withdraw')
    return own
      ? `${who} took an approval of ${about} back`
      : `${who} took the decision on ${about} back`
  const { given, needed } = isCount(approvals) ? approvals : { given: 0, needed: 0 }
  return state === 'approved'
    ? `${who} approved ${about}`
    : `${who} gave ${about} approval ${given} of ${needed}`
}

function isCount(value: Json | undefined): value is { given: number; needed: number } {
  return typeof value === 'object' && value !== null && 'given' in value && 'needed' in value
}

function traffic(who: string, about: string, { how, to, revision }: Saying['body']): string {
  if (how === 'stuck') return `The deployment ${about} could not follow what it serves`
  const now = revision ? ` (revision ${revision})` : ''
  if (how === 'rollback')
    return `${who} rolled ${about} back${to ? ` to revision ${to}` : ''}${now}`
  if (how === 'follow') return `The deployment ${about} followed what it serves${now}`
  if (how === 'stop') return `${who} stopped versions in ${about}${now}`
  return `${who} changed what ${about} serves${now}`
}
