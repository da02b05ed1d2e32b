import { z } from 'zod'
import { ActorView } from '../view'
import { kinds, type NotificationKind } from './kinds'

export const shows = ['all', 'unread'] as const
export type Show = (typeof shows)[number]

export const Notification = z.object({
  id: z.uuid(),
  kind: z.enum(kinds as [NotificationKind]),
  /** When it happened. */
  at: z.iso.datetime(),
  /** When it came into the inbox; to mark as read up to here. */
  createdAt: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
  actor: ActorView.nullable(),
  text: z.string(),
  note: z.string(),
  /** The URI, or the path of the page, that it is about; null for what may not be seen any more. */
  subject: z.string().nullable(),
  /** The page that marks it as read and leads on; null likewise. */
  url: z.string().nullable(),
})
export type Notification = z.output<typeof Notification>

export const Unread = z.object({ unread: z.int() })
export type Unread = z.output<typeof Unread>
