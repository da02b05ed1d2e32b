import { getInUse, listInUse } from '@/lib/history/in-use'
import { listHappenings } from '@/lib/history/timeline'
import { Happening, InUse } from '@/lib/history/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get } = routes()

get('/:org/history', listInUse, {
  summary: 'What was in use at a past time, of every model',
  answer: pageOf(InUse),
})
get('/:org/models/:model/history', getInUse, {
  summary: 'What was in use of a model at a past time',
  answer: InUse,
})
get('/:org/models/:model/timeline', listHappenings, {
  summary: 'Decisions on a model, moves of its aliases and its traffic, latest first',
  answer: pageOf(Happening),
})

export const historyRoutes = list
