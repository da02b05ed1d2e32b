import type { FastifyInstance } from 'fastify'
import { checkReady } from '@/lib/health'
import type { Drain } from './drain'

/** `/healthz`: the process answers. `/readyz`: it can serve, or 503 with Retry-After. */
export function registerHealth(app: FastifyInstance, drain: Drain): void {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (request, reply) => {
    const unready = (code: string, message: string) =>
      reply
        .code(503)
        .header('retry-after', '2')
        .send({ error: { code, message, requestId: request.id } })
    if (drain.begun) return unready('stopping', 'This process of the hub is about to end.')
    try {
      await checkReady()
      return { status: 'ready' }
    } catch {
      return unready('database_away', 'The database is away for a moment. Try again shortly.')
    }
  })
}
