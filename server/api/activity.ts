import { listActivity } from '@/lib/activity/queries'
import { Event } from '@/lib/activity/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get } = routes()

get('/:org/activity', listActivity, { summary: 'List events', answer: pageOf(Event) })

export const activityRoutes = list
