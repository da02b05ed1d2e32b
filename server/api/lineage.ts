import type { z } from 'zod'
import { streamImpact } from '@/lib/lineage/csv'
import { getImpact } from '@/lib/lineage/impact'
import { liftRecall } from '@/lib/lineage/lift'
import { getLineage } from '@/lib/lineage/queries'
import { createRecall } from '@/lib/lineage/recall'
import { getRecall, listRecalls } from '@/lib/lineage/recalls'
import { Impact, Lineage, MadeRecall, Recall, RecallItem } from '@/lib/lineage/view'
import { pageOf } from '@/lib/view'
import { sendCsv } from '../csv'
import { routes } from './router'

const { list, raw, get, post, remove } = routes()
const recalls = '/:org/recalls'

get('/:org/lineage', getLineage, {
  summary: 'Where something is from, and its use',
  answer: Lineage,
})
get('/:org/impact', getImpact, { summary: 'List what depends on something', answer: Impact })
raw('GET', '/:org/impact.csv', {
  summary: 'The whole list as CSV',
  action: 'lineage.read',
  input: streamImpact.input,
  media: { answer: 'text/csv' },
  async handle({ ctx, input, reply }) {
    const rows = await streamImpact(ctx, input as z.input<typeof streamImpact.input>)
    return sendCsv(reply, 'impact', rows)
  },
})
get(recalls, listRecalls, { summary: 'List recalls', answer: pageOf(RecallItem) })
post(recalls, createRecall, { summary: 'Recall something that is bad', answer: MadeRecall })
get(`${recalls}/:id`, getRecall, { summary: 'Get a recall', answer: Recall })
remove(`${recalls}/:id`, liftRecall, { summary: 'Lift a recall', query: ['reason'] })

export const lineageRoutes = list
