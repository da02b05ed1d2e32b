import { Suggestions, suggest } from '@/lib/search/suggest'
import { routes } from './router'

const { list, get } = routes()

get('/:org/suggestions', suggest, {
  summary: 'Suggest how a filter goes on',
  answer: Suggestions,
})

export const searchRoutes = list
