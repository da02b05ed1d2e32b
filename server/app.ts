import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { env } from '@/lib/env'
import { isBusy } from '@/lib/errors'
import { errorAnswer } from '@/lib/http'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { registerApi } from './api/register'
import { clearDownload } from './bytes'
import { registerCli } from './cli'
import { Drain } from './drain'
import { registerHealth } from './health'
import { huggingfacePrefix, registerHuggingface } from './huggingface/door'
import { hangUp, limitInFlight, mostBody } from './in-flight'
import { limitBody, limitsOf } from './limits'
import { measure, noteRoute } from './measure'
import { registerMetrics } from './metrics'
import { mlflowPrefix, registerMlflow } from './mlflow/door'
import { failureOf } from './mlflow/errors'
import { strayPercents } from './mlflow/stray-percents'
import { registerOfrep } from './ofrep/door'
import { ofrepPrefix } from './ofrep/routes'
import type { PageHandler } from './pages'
import { refuseUnread } from './unread'

// Everything else is a page.
const machinePaths = /^\/(api\/v1|ofrep\/v1|mlflow|hf|healthz|readyz|metrics|cli)(\/|\?|$)/

// Where people land who follow a link that an MLflow client printed.
const mlflowPages = /^\/mlflow(\/p\/[^/?]+)?\/?(\?|$)|^\/mlflow\/open(\?|$)/

const isPagePath = (url: string) => !machinePaths.test(url) || mlflowPages.test(url)

const settings = {
  keepAliveTimeout: 75_000,
  headersTimeout: 60_000,
  // Node's default of five minutes would cut long uploads; `limitBody` knows them from the rest.
  requestTimeout: 0,
  // With a file open for each, this stays below the 10,240 descriptors that macOS gives a process.
  maxConnections: 5000,
}

/**
 * The one HTTP server: machine doors here, everything else handed to `pages`. Fastify never sees a page's
 * request, so it never parses the body of a server action.
 */
export async function buildServer(
  pages: PageHandler,
  drain = new Drain(),
): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = log()
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: env().trustProxy.length > 0 ? env().trustProxy : false,
    bodyLimit: mostBody,
    genReqId: newId,
    // A path that cannot be decoded or has too long a part is known before there is a route.
    frameworkErrors: (error, request, reply) =>
      tellAt(request.url)(error, request, reply.header('x-request-id', request.id)),
    clientErrorHandler: refuseUnread,
    // Who got in before the end is served.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1024, ignoreTrailingSlash: false },
    rewriteUrl: ({ url = '' }) => (url.startsWith(`${mlflowPrefix}/`) ? strayPercents(url) : url),
    serverFactory: (handler) => serverOf(handler, pages, drain),
  })
  app.addHook('onRequest', (request, reply, done) => {
    noteRoute(request.raw, request.routeOptions.url ?? 'none')
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { method, url, id } = request
    const ms = Math.round(reply.elapsedTime)
    const status = reply.statusCode
    // The path alone: a query string may hold what should not be kept.
    log().info({ requestId: id, method, path: url.split('?')[0], status, ms }, 'request')
    done()
  })
  app.setErrorHandler((error, request, reply) => {
    if (request.raw.destroyed && !request.raw.complete) {
      // The sender cut the connection; nobody is left to be told.
      log().info({ requestId: request.id }, 'request cut off')
      return hangUp(request, reply)
    }
    return tell(error, request, reply)
  })
  app.setNotFoundHandler((request, reply) => {
    const message = `There is no ${request.method} ${request.url.split('?')[0]}.`
    return reply.code(404).send({ error: { code: 'not_found', message, requestId: request.id } })
  })
  limitInFlight(app)
  registerHealth(app, drain)
  registerMetrics(app)
  registerCli(app)
  await app.register(registerApi, { prefix: '/api/v1' })
  await app.register(registerOfrep, { prefix: ofrepPrefix })
  await app.register(registerMlflow, { prefix: mlflowPrefix })
  await app.register(registerHuggingface, { prefix: huggingfacePrefix })
  return app
}

/** Answers with what went wrong, in the one form that every error has. */
function tell(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const answer = errorAnswer(error, request.id)
  if (answer.status >= 500 && !isBusy(error))
    log().error({ err: error, requestId: request.id }, 'request failed')
  clearDownload(reply)
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .type('application/json; charset=utf-8')
    .send(answer.body)
}

const tellAt = (url: string) => (url.startsWith(`${mlflowPrefix}/`) ? tellMlflow : tell)

/** The same in the form that MLflow's clients read. */
function tellMlflow(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const { status, headers, body } = failureOf(error, request.id)
  return reply.code(status).headers(headers).send(body)
}

function serverOf(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  pages: PageHandler,
  drain: Drain,
): Server {
  const server = createServer((request, response) => {
    const isPage = isPagePath(request.url ?? '')
    drain.enter(request, response)
    measure(request, response)
    if (isPage) noteRoute(request, request.url?.startsWith('/_next/') ? 'asset' : 'page')
    limitBody(request, response, limitsOf(request, isPage))
    if (isPage) pages.handle(request, response)
    else handler(request, response)
  })
  drain.watch(server)
  // Without a listener, Node takes an upgrade for the ordinary request that it also is.
  if (pages.upgrade) server.on('upgrade', pages.upgrade)
  return Object.assign(server, settings)
}
