import type { FastifyInstance, FastifyRequest } from 'fastify'
import { contextFromToken } from '@/lib/context'
import { isBusy } from '@/lib/errors'
import { errorAnswer } from '@/lib/http'
import { log } from '@/lib/log'
import { arrivalOf, ctxOf } from '../api/caller'
import { mostBytes, tokenOf } from './request'
import { EvaluationFailure, ofrepRoutes } from './routes'

/**
 * The OpenFeature Remote Evaluation Protocol: where applications ask which version of a model to use. Takes
 * tokens and no cookies, and answers as that protocol says, down to its errors.
 */
export async function registerOfrep(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  // Whatever the body says that it is: there is but one thing that it can be.
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.decorateRequest('ctx', null)
  app.addHook('onRequest', async (request) => {
    const arrival = { ...arrivalOf(request), via: 'ofrep' as const }
    request.ctx = await contextFromToken(tokenOf(request.headers), arrival)
  })
  app.setErrorHandler((error, request, reply) => {
    // Nobody is left to be told.
    if (request.raw.destroyed && !request.raw.complete) throw error
    const { status, headers, body } = failureAnswer(error, request)
    if (status >= 500 && !isBusy(error))
      log().error({ err: error, requestId: request.id }, 'request failed')
    return reply.code(status).headers(headers).send(body)
  })
  for (const route of ofrepRoutes)
    app.route({
      method: route.method,
      url: route.path,
      bodyLimit: mostBytes,
      handler: (request, reply) => {
        const input = Object(request.params) as Record<string, unknown>
        return route.handle({ ctx: ctxOf(request), input, request, reply })
      },
    })
}

/** How a failure is told to whoever speaks this protocol. */
function failureAnswer(error: unknown, request: FastifyRequest) {
  const { status: usual, headers, body } = errorAnswer(error, request.id)
  const { code, message } = body.error
  const { key } = Object(request.params) as { key?: string }
  // The protocol knows no other status for what is wrong with a context.
  const status = usual === 413 || usual === 415 ? 400 : usual
  const failure: EvaluationFailure = {
    ...(key !== undefined && { key }),
    errorCode: codeOf(status, code),
    errorDetails: message,
  }
  return { status, headers, body: failure }
}

function codeOf(status: number, code: string): EvaluationFailure['errorCode'] {
  const known = EvaluationFailure.shape.errorCode.safeParse(code)
  if (known.success) return known.data
  if (status === 404) return 'FLAG_NOT_FOUND'
  return status === 400 ? 'INVALID_CONTEXT' : 'GENERAL'
}
