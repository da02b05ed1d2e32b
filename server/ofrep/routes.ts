import { z } from 'zod'
import { Evaluation, evaluate, evaluateAll } from '@/lib/deployments/evaluate'
import { organizationOf } from '../api/caller'
import { type Exchange, type Route, routes } from '../api/router'
import { etagOf, matches } from '../etag'
import { targetingKeyOf } from './request'

/** In front of the routes of this door. */
export const ofrepPrefix = '/ofrep/v1'

/** What the routes of this door refuse with; the codes are OpenFeature's. */
export const EvaluationFailure = z
  .object({
    key: z.string().optional().describe('The flag that was asked for, where it was one'),
    errorCode: z.enum([
      'PARSE_ERROR',
      'TARGETING_KEY_MISSING',
      'INVALID_CONTEXT',
      'FLAG_NOT_FOUND',
      'GENERAL',
    ]),
    errorDetails: z.string(),
  })
  .meta({ id: 'EvaluationFailure' })
export type EvaluationFailure = z.infer<typeof EvaluationFailure>

const Asked = z
  .looseObject({
    context: z.looseObject({
      targetingKey: z.string().describe('Whom it is for: the same key gets the same version'),
    }),
  })
  .meta({ id: 'EvaluationRequest', description: 'What else stands in the context is ignored' })

const media = { request: 'application/json', schema: Asked }

const { list, raw } = routes()

raw('POST', '/evaluate/flags/:key', {
  summary: 'Ask which version a deployment serves to somebody',
  action: 'deployment.evaluate',
  input: z.object({ key: z.string() }),
  answer: Evaluation,
  media,
  handle: ({ ctx, input, request }) =>
    evaluate(ctx, {
      org: organizationOf(ctx),
      deployment: String(input.key),
      targetingKey: targetingKeyOf(String(request.body ?? '')),
    }),
})

raw('POST', '/evaluate/flags', {
  summary: 'Ask what every deployment of the organization serves to somebody',
  action: 'deployment.evaluate',
  input: z.object({}),
  answer: z.object({ flags: z.array(Evaluation) }).meta({ id: 'Evaluations' }),
  media,
  handle: answerAll,
})

/** The routes of the OFREP door, below its prefix. */
export const ofrepRoutes: Route[] = list

async function answerAll({ ctx, request, reply }: Exchange) {
  const targetingKey = targetingKeyOf(String(request.body ?? ''))
  const { flags, count } = await evaluateAll(ctx, { org: organizationOf(ctx), targetingKey })
  const text = JSON.stringify({ flags })
  const etag = etagOf(text)
  reply.headers({ etag, 'cache-control': 'private, no-cache' })
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
  count()
  return reply.type('application/json; charset=utf-8').send(text)
}
