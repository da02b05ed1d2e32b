import { z } from 'zod'
import { exportActivity, exportFormats } from '@/lib/activity/export'
import { getEvent, listActivity } from '@/lib/activity/queries'
import { Event, EventDetail } from '@/lib/activity/view'
import { pageOf } from '@/lib/view'
import { sendText } from '../csv'
import { routes } from './router'

const { list, get, raw } = routes()

const files = {
  csv: { type: 'text/csv', end: 'csv' },
  jsonl: { type: 'application/x-ndjson', end: 'jsonl' },
  ocsf: { type: 'application/x-ndjson', end: 'ocsf.jsonl' },
} as const

raw('GET', '/:org/activity', {
  summary: 'List events, or take all of a search as a file, newest first',
  action: listActivity.action,
  input: listActivity.input.extend({
    format: z
      .enum(['json', ...exportFormats])
      .default('json')
      .describe('json: a page of events; the others: every event of the search, in one file'),
  }),
  answer: pageOf(Event),
  media: { also: [...new Set(Object.values(files).map(({ type }) => type))] },
  async handle({ ctx, input, reply }) {
    const { format = 'json', ...asked } = input
    // The queries parse their input themselves.
    if (format === 'json') return listActivity(ctx, asked as z.input<typeof listActivity.input>)
    const search = input as z.input<typeof exportActivity.input>
    const events = await exportActivity(ctx, search)
    const { type, end } = files[search.format]
    return sendText(reply, { name: `activity-${search.org}.${end}`, type }, events)
  },
})

get('/:org/activity/:event', getEvent, {
  summary: 'Get an event, by its id or its place in the sealed log',
  answer: EventDetail,
})

export const activityRoutes = list
