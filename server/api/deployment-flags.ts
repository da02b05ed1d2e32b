import type { z } from 'zod'
import { DeploymentRef } from '@/lib/deployments/find'
import { FlagDefinition, getFlags } from '@/lib/deployments/get-flags'
import { etagOf, matches } from '../etag'
import { type Exchange, routes } from './router'

const { list, raw } = routes()

raw('GET', '/:org/deployments/:deployment/flag', {
  summary: 'Get the flag of a deployment, to ask it without the hub with the same answers',
  action: 'deployment.evaluate',
  input: DeploymentRef,
  answer: FlagDefinition,
  handle: answer,
})

export const deploymentFlagRoutes = list

async function answer({ ctx, input, request, reply }: Exchange) {
  const text = JSON.stringify(await getFlags(ctx, input as z.input<typeof DeploymentRef>))
  const etag = etagOf(text)
  reply.headers({ etag, 'cache-control': 'private, no-cache' })
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.type('application/json; charset=utf-8').send(text)
}
