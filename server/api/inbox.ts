import { listInbox } from '@/lib/notifications/list'
import { readNotifications } from '@/lib/notifications/read'
import { Notification, Unread } from '@/lib/notifications/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post } = routes()

get('/:org/inbox', listInbox, {
  summary: 'What you are told of, newest first',
  answer: pageOf(Notification),
})
post('/:org/inbox/read', readNotifications, {
  summary: 'Mark some of it as read, or all up to a moment',
  answer: Unread,
  status: 200,
})

export const inboxRoutes = list
