/** What people are told of, and whether that goes into their inbox and by mail unless they choose otherwise. */
export const notificationKinds = {
  review: { label: 'You, or a team of yours, are asked for a review', inbox: true, mail: true },
  waiting: { label: 'A version is registered that you may decide on', inbox: false, mail: false },
  decision: { label: 'A version that you or your run made is decided on', inbox: true, mail: true },
  mention: { label: 'Somebody mentions you in a comment', inbox: true, mail: true },
  comment: {
    label: 'A comment on a model or version of yours, or where you took part',
    inbox: true,
    mail: false,
  },
  latest: { label: 'The latest version of a model of yours changes', inbox: true, mail: false },
  deployment: {
    label: 'The traffic of a deployment that you made or look after changes',
    inbox: true,
    mail: false,
  },
  run: { label: 'A run of yours ends with an error', inbox: true, mail: false },
  recall: { label: 'A recall reaches a model or version of yours', inbox: true, mail: true },
  token: {
    label: 'A token of yours, or of a service account that you answer for, is about to end',
    inbox: true,
    mail: true,
  },
  webhook: {
    label: 'A webhook that you made is paused; as an admin, any webhook',
    inbox: true,
    mail: true,
  },
} as const satisfies Record<string, { label: string; inbox: boolean; mail: boolean }>

export type NotificationKind = keyof typeof notificationKinds

export const kinds = Object.keys(notificationKinds) as NotificationKind[]

export const isKind = (text: string): text is NotificationKind =>
  Object.hasOwn(notificationKinds, text)

/** By which ways somebody is told of one kind. */
export interface Ways {
  inbox: boolean
  mail: boolean
}

/** What somebody chose; a kind that is not named stays as it is by default. */
export type Choices = { [K in NotificationKind]?: Partial<Ways> | undefined }

/** By which ways somebody with these choices is told of each kind. */
export function waysOf(choices: Choices): Record<NotificationKind, Ways> {
  const ways = kinds.map((kind) => {
    const { inbox, mail } = notificationKinds[kind]
    return [kind, { inbox, mail, ...choices[kind] }]
  })
  // Every kind is among them.
  return Object.fromEntries(ways) as Record<NotificationKind, Ways>
}
