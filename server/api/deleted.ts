import { Deleted, listDeleted } from '@/lib/life/deleted'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get } = routes()

get('/:org/deleted', listDeleted, { summary: 'List what can be restored', answer: pageOf(Deleted) })

export const deletedRoutes = list
