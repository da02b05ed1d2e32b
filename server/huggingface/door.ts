import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { invalid, notFound } from '@/lib/errors'
import { log } from '@/lib/log'
import { isNestedBeyond, maxNesting } from '@/lib/nesting'
import { ctxOf, organizationOf } from '../api/caller'
import { clearDownload } from '../bytes'
import { recognizeHuggingface } from './caller'
import { failureOf } from './errors'
import type { HuggingfaceRoute } from './router'
import { huggingfaceEndpoints } from './routes'

export const huggingfacePrefix = '/hf'

/**
 * Where the clients of Hugging Face download: models are its repos, versions its revisions. What they ask is
 * translated to the same queries as everywhere. Takes tokens and no cookies.
 */
export async function registerHuggingface(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/json', 'application/x-www-form-urlencoded'],
    { parseAs: 'string', bodyLimit: 1024 * 1024 },
    (request, body, done) => {
      try {
        done(null, fieldsIn(String(body), request.headers['content-type'] ?? ''))
      } catch (error) {
        done(error instanceof Error ? error : null)
      }
    },
  )
  app.decorateRequest('ctx', null)
  app.addHook('onRequest', async (request) => {
    request.ctx = await recognizeHuggingface(request)
    // Before an upload is read.
    if (request.is404) throw absence(request)
  })
  // Node writes the headers in the encoding of a body that is a text, and as they are beside one of bytes.
  app.addHook('onSend', async (_request, _reply, payload) =>
    typeof payload === 'string' ? Buffer.from(payload) : payload,
  )
  app.setErrorHandler((error, request, reply) => {
    // Nobody is left to be told.
    if (request.raw.destroyed && !request.raw.complete) throw error
    const ofRepo = paramsOf(request).repo !== undefined
    const { status, headers, body } = failureOf(error, request.id, { ofRepo })
    if (status >= 500) log().error({ err: error, requestId: request.id }, 'request failed')
    clearDownload(reply)
    const json = 'application/json; charset=utf-8'
    return reply.code(status).headers(headers).type(json).send(body)
  })
  app.setNotFoundHandler((request) => Promise.reject(absence(request)))
  for (const route of huggingfaceEndpoints)
    app.route({
      // By itself Fastify would say that the head has no length.
      method: route.method === 'GET' ? ['GET', 'HEAD'] : route.method,
      url: route.path,
      handler: (request, reply) => serve(route, request, reply),
    })
}

function serve({ handle }: HuggingfaceRoute, request: FastifyRequest, reply: FastifyReply) {
  const ctx = ctxOf(request)
  const { repo: first = '', name, revision = 'main', '*': path = '' } = paramsOf(request)
  const repo =
    name === undefined ? { org: organizationOf(ctx), model: first } : { org: first, model: name }
  const query = Object(request.query) as Record<string, unknown>
  return handle({ ctx, repo, revision, path, query, request, reply })
}

interface Params {
  /** A model; with a name, its organization. */
  repo?: string
  name?: string
  revision?: string
  '*'?: string
}

const paramsOf = (request: FastifyRequest) => Object(request.params) as Params

const otherRepos = /^\/hf\/(?:api\/)?(datasets|spaces|kernels|buckets)(?:\/|$)/

/** Says what this door does where it is asked for what it does not do. */
function absence({ method, url }: FastifyRequest): Error {
  const [path = ''] = url.split('?')
  const [, kind] = otherRepos.exec(path) ?? []
  if (kind) return notFound(`There are no ${kind} here, only models.`, { code: 'RepoNotFound' })
  return notFound(
    `There is no ${method} ${path}: one can only download here. Register versions with hub push, hub run or MLflow.`,
  )
}

/** The fields of a body, of which a client repeats those that are lists. */
function fieldsIn(body: string, type: string): unknown {
  if (type.startsWith('application/json')) {
    if (isNestedBeyond(maxNesting, body))
      throw invalid(`The body is nested more than ${maxNesting} levels deep.`)
    try {
      return JSON.parse(body)
    } catch {
      throw invalid('The body is no JSON.')
    }
  }
  const fields = new URLSearchParams(body)
  return { paths: fields.getAll('paths'), expand: fields.get('expand') }
}
