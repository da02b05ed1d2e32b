import { getKserve } from '@/lib/deployments/get-kserve'
import { Observations, observeDeployment } from '@/lib/deployments/observe'
import { deploymentResults } from '@/lib/deployments/results'
import { DeploymentResults } from '@/lib/deployments/results-view'
import { routes } from './router'

const { list, get, act, raw } = routes()
const of = '/:org/deployments/:deployment'

act(`${of}/observations`, observeDeployment, {
  summary: 'Report what came of the variants of a deployment',
  answer: Observations,
})
get(`${of}/results`, deploymentResults, {
  summary: 'Compare what came of the variants of a deployment',
  answer: DeploymentResults,
})
raw('GET', `${of}/revisions/:revision/kserve`, {
  summary: 'Get a traffic split as KServe takes it',
  action: 'deployment.read',
  input: getKserve.input,
  media: { answer: 'application/yaml' },
  async handle({ ctx, input, reply }) {
    const text = await getKserve(ctx, input as never)
    return reply.type('application/yaml; charset=utf-8').send(text)
  },
})

export const outcomeRoutes = list
