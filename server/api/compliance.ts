import { getCompliance } from '@/lib/compliance/queries'
import { Compliance } from '@/lib/compliance/view'
import { routes } from './router'

const { list, get } = routes()

get('/:org/models/:model/versions/:version/compliance', getCompliance, {
  summary: 'All that answers for a version: made, decided, used, and where each is recorded',
  answer: Compliance,
})

export const complianceRoutes = list
