import { Observations, observeDeployment } from '@/lib/deployments/observe'
import { routes } from './router'

const { list, act } = routes()
const of = '/:org/deployments/:deployment'

act(`${of}/observations`, observeDeployment, {
  summary: 'Report what came of the variants of a deployment',
  answer: Observations,
})
export const outcomeRoutes = list
