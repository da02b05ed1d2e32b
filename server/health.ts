import type { FastifyInstance } from 'fastify'
import { checkReady } from '@/lib/health'

/** `/healthz`: the process answers. `/readyz`: it can serve, or 503 with Retry-After. */
export function registerHealth(app: FastifyInstance): void {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (request, reply) => {
    try {
      await checkReady()
      return { status: 'ready' }
    } catch {
      const message = 'The database is away for a moment. Try again shortly.'
      const error = { code: 'database_away', message, requestId: request.id }
      return reply.code(503).header('retry-after', '2').send({ error })
    }
  })
}
