import { getEvent, listActivity } from '@/lib/activity/queries'
import { Event, EventDetail } from '@/lib/activity/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get } = routes()

get('/:org/activity', listActivity, { summary: 'List events', answer: pageOf(Event) })
get('/:org/activity/:event', getEvent, {
  summary: 'Get an event, by its id or its place in the sealed log',
  answer: EventDetail,
})

export const activityRoutes = list
