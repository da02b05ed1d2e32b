import type { FastifyInstance } from 'fastify'
import { metricsSchema, metricsSchemaPath } from '@/lib/lineage/openlineage/metrics-schema'
import { addressOf } from '../address'
import { ctxOf, recognize } from '../api/caller'
import { lineageRoutes, organizationOf } from './routes'

/** Where Airflow, Spark, dbt and whatever else speaks OpenLineage report; registered below `/api/v1`. */
export async function registerOpenLineage(app: FastifyInstance): Promise<void> {
  app.get(metricsSchemaPath, async (request, reply) =>
    reply
      .header('content-type', 'application/schema+json; charset=utf-8')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(JSON.stringify(metricsSchema(addressOf(request)))),
  )
  await app.register(registerReports)
}

async function registerReports(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  // Whatever the body says that it is: some producers name no type, all send JSON.
  app.addContentTypeParser('*', (_request, _body, done) => done(null))
  app.addHook('onRequest', async (request) => {
    request.ctx = await recognize(request, 'openlineage')
  })
  for (const route of lineageRoutes)
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const ctx = ctxOf(request)
        const input = { org: organizationOf({ ctx }) }
        const answered = await route.handle({ ctx, input, request, reply })
        return reply.code(route.status).send(answered)
      },
    })
}
