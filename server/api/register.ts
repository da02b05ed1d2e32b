import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { apiDocument, setApiDocument } from '@/lib/api-document'
import { invalid } from '@/lib/errors'
import { type Me, me } from '@/lib/me'
import { isNestedBeyond, maxNesting } from '@/lib/nesting'
import { storable } from '@/lib/storable'
import { hubVersion } from '@/lib/version'
import { registerOpenLineage } from '../openlineage/door'
import { activityRoutes } from './activity'
import { auditRoutes } from './audit'
import { ctxOf, recognize } from './caller'
import { cardRoutes } from './cards'
import { commentRoutes } from './comments'
import { compareRoutes } from './compare'
import { complianceRoutes } from './compliance'
import { datasetRoutes } from './datasets'
import { datumRoutes } from './datums'
import { deletedRoutes } from './deleted'
import { deploymentFlagRoutes } from './deployment-flags'
import { deploymentRoutes } from './deployments'
import { fieldRoutes } from './fields'
import { fileRoutes } from './files'
import { groupMappingRoutes } from './group-mappings'
import { groupRoutes } from './groups'
import { historyRoutes } from './history'
import { once } from './idempotency'
import { imageRoutes } from './images'
import { inboxRoutes } from './inbox'
import { invitationRoutes } from './invitations'
import { lineageRoutes } from './lineage'
import { listCsvRoutes } from './list-csv'
import { memberRoutes } from './members'
import { metricRoutes } from './metrics'
import { modelRoutes } from './models'
import { describeApi } from './openapi'
import { organizationRoutes } from './organization'
import { outcomeRoutes } from './outcomes'
import { policyRoutes } from './policies'
import { projectRoutes } from './projects'
import { reviewRoutes } from './reviews'
import type { Route } from './router'
import { runRoutes } from './runs'
import { searchRoutes } from './search'
import { serviceAccountRoutes } from './service-accounts'
import { teamRoutes } from './teams'
import { tokenRoutes } from './tokens'
import { versionRoutes } from './versions'
import { webhookRoutes } from './webhooks'

/** Every route of `/api/v1` that is about an organization named in its path. */
export const apiRoutes: Route[] = [
  ...projectRoutes,
  ...runRoutes,
  ...searchRoutes,
  ...groupRoutes,
  ...modelRoutes,
  ...historyRoutes,
  ...cardRoutes,
  ...imageRoutes,
  ...fieldRoutes,
  ...versionRoutes,
  ...reviewRoutes,
  ...inboxRoutes,
  ...listCsvRoutes,
  ...commentRoutes,
  ...fileRoutes,
  ...datasetRoutes,
  ...datumRoutes,
  ...deploymentRoutes,
  ...outcomeRoutes,
  ...lineageRoutes,
  ...compareRoutes,
  ...metricRoutes,
  ...activityRoutes,
  ...complianceRoutes,
  ...auditRoutes,
  ...organizationRoutes,
  ...policyRoutes,
  ...deletedRoutes,
  ...deploymentFlagRoutes,
  ...memberRoutes,
  ...teamRoutes,
  ...serviceAccountRoutes,
  ...invitationRoutes,
  ...groupMappingRoutes,
  ...tokenRoutes,
  ...webhookRoutes,
]

export async function registerApi(app: FastifyInstance): Promise<void> {
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    // An empty body is an empty object: a decision without a note needs none.
    const text = String(body).trim()
    if (isNestedBeyond(maxNesting, text))
      return done(invalid(`The body is nested more than ${maxNesting} levels deep.`))
    try {
      const value: unknown = text === '' ? {} : JSON.parse(text)
      if (text.includes('\\u') && !storable(value))
        return done(invalid('A text in the body holds a NUL or half a character.'))
      done(null, value)
    } catch (error) {
      const where = error instanceof Error ? error.message : ''
      done(invalid(`The body is not JSON: ${where}`))
    }
  })
  // Its own reads them as text.
  app.removeContentTypeParser('text/plain')
  // Bytes stay a stream; whoever takes them reads the raw request.
  app.addContentTypeParser(
    /^(application\/octet-stream|text\/plain|image\/)/,
    (_request, _body, done) => done(null),
  )
  setApiDocument(() => describeApi(apiRoutes))
  app.get('/openapi.json', async () => apiDocument())
  app.get('/version', async () => hubVersion)
  app.decorateRequest('ctx', null)
  await app.register(registerOpenLineage)
  await app.register(registerRoutes)
}

async function registerRoutes(app: FastifyInstance): Promise<void> {
  // Strangers are refused before anything they send is collected.
  app.addHook('onRequest', async (request) => {
    request.ctx = await recognize(request, 'api')
  })
  app.get('/me', async (request): Promise<Me> => me(ctxOf(request)))
  for (const route of apiRoutes) {
    const methods = route.method === 'GET' ? (['GET', 'HEAD'] as const) : route.method
    app.route({
      method: typeof methods === 'string' ? methods : [...methods],
      url: route.path,
      handler: (request, reply) => serve(route, request, reply),
    })
  }
}

async function serve(route: Route, request: FastifyRequest, reply: FastifyReply) {
  const ctx = ctxOf(request)
  const input = { ...asRecord(request.query), ...asRecord(request.body), ...paramsOf(request) }
  const exchange = { ctx, input, request, reply }
  const kept = await once(route, exchange, (asked) => route.handle({ ...exchange, ctx: asked }))
  // A route of bytes, or one that has begun to send some, answers by itself.
  if (reply.sent || route.media?.answer || kept === reply) return kept
  const answered = route.add ? await route.add(kept, input) : kept
  if (route.status === 204) return reply.code(204).send()
  const status = route.made && !route.made(kept) ? 200 : route.status
  return reply.code(reply.statusCode === 200 ? status : reply.statusCode).send(answered)
}

/** Path parameters; the wildcard of a file path goes by `name`. */
function paramsOf(request: FastifyRequest): Record<string, unknown> {
  const { '*': name, ...params } = asRecord(request.params)
  return name === undefined ? params : { ...params, name }
}

function asRecord(value: unknown): Record<string, unknown> {
  if (value === undefined || value === null) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return { ...value }
  throw invalid('The body is a JSON object.')
}
