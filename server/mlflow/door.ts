import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { invalid, isBusy } from '@/lib/errors'
import { defaultProject } from '@/lib/experiments/project'
import { log } from '@/lib/log'
import { isNestedBeyond, maxNesting } from '@/lib/nesting'
import { storable } from '@/lib/storable'
import { ctxOf, organizationOf } from '../api/caller'
import { clearDownload } from '../bytes'
import { hangUp } from '../in-flight'
import { spokenVersion } from './about'
import { recognizeMlflow } from './caller'
import { failureOf } from './errors'
import { registerParts } from './multipart'
import { limitTurn, once, takeTurn } from './once'
import type { MlflowRoute } from './router'
import { mlflowEndpoints } from './routes'

export const mlflowPrefix = '/mlflow'

/**
 * MLflow's own door: what its clients send is translated to the same commands and queries as everywhere, and
 * what they answer to what the clients read. Takes tokens and no cookies.
 */
export async function registerMlflow(
  app: FastifyInstance,
  { endpoints = mlflowEndpoints }: Served = {},
): Promise<void> {
  app.decorateRequest('ctx', null)
  app.setErrorHandler((error, request, reply) => {
    // Nobody is left to be told.
    if (request.raw.destroyed && !request.raw.complete) throw error
    const { status, headers, body } = failureOf(error, request.id)
    if (status >= 500 && status !== 501 && !isBusy(error))
      log().error({ err: error, requestId: request.id }, 'request failed')
    clearDownload(reply)
    return reply.code(status).headers(headers).type('application/json').send(body)
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error_code: 'ENDPOINT_NOT_FOUND',
      message: `There is no ${request.method} ${request.url.split('?')[0]}.`,
    }),
  )
  await app.register(registerParts)
  for (const prefix of ['', '/p/:project'])
    await app.register(registerEndpoints, { prefix, endpoints })
}

interface Served {
  endpoints?: readonly MlflowRoute[]
}

async function registerEndpoints(app: FastifyInstance, { endpoints = [] }: Served): Promise<void> {
  app.get('/version', async (_request, reply) => reply.type('text/plain').send(spokenVersion))
  app.get('/health', async (_request, reply) => reply.type('text/plain').send('OK'))
  await app.register(registerJson, { endpoints })
  await app.register(registerBytes, { endpoints })
}

async function registerJson(app: FastifyInstance, { endpoints = [] }: Served): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, fieldsIn(String(body)))
    } catch (error) {
      done(error instanceof Error ? error : null)
    }
  })
  app.addContentTypeParser('*', (_request, _body, done) =>
    done(invalid('Send the fields as application/json.', { code: 'BAD_REQUEST' })),
  )
  for (const route of endpoints) if (!route.bytes) serveAt(app, route)
}

/** Bytes stay a stream; whoever takes them reads the raw request. */
async function registerBytes(app: FastifyInstance, { endpoints = [] }: Served): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _body, done) => done(null))
  // What a client guesses of its bytes bears on nothing, and need not be a media type at all.
  app.addHook('onRequest', async ({ headers }) => {
    delete headers['content-type']
  })
  for (const route of endpoints) if (route.bytes) serveAt(app, route)
}

function serveAt(app: FastifyInstance, route: MlflowRoute): void {
  for (const url of urlsOf(route))
    app.route({
      method: route.method,
      url,
      // Strangers are refused before anything they send is collected.
      onRequest: async (request) => {
        request.ctx = await recognizeMlflow(request)
      },
      // Waiting for its like, it holds nothing that others need but memory, which is bounded.
      ...(route.creates && { preValidation: takeTurn, onSend: limitTurn }),
      handler: (request, reply) => serve(route, request, reply),
    })
}

/** Where an endpoint is served, below the prefix of the door or of a project. */
export function urlsOf({ path }: MlflowRoute): string[] {
  return path.startsWith('/api/') ? [path, path.replace('/api/', '/ajax-api/')] : [path]
}

async function serve(route: MlflowRoute, request: FastifyRequest, reply: FastifyReply) {
  const ctx = ctxOf(request)
  const { project = defaultProject } = Object(request.params) as { project?: string }
  const org = organizationOf(ctx)
  // Nobody is left to be told, and whoever was there asks again.
  if (reply.raw.destroyed) return hangUp(request, reply)
  const answer = await once(request, (maker) =>
    route.handle({ ctx, once: maker, org, project, request, reply }),
  )
  return reply.sent || answer === reply ? answer : reply.code(200).send(answer ?? {})
}

/** The fields of a body. What is no JSON has none, as MLflow takes it: then the first one is missing. */
function fieldsIn(body: string): object {
  if (isNestedBeyond(maxNesting, body))
    throw invalid(`The body is nested more than ${maxNesting} levels deep.`)
  const value = parsed(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  if (body.includes('\\u') && !storable(value))
    throw invalid('A text in the body holds a NUL or half a character.')
  return value
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return {}
  }
}
