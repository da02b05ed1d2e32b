import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { notFound } from '@/lib/errors'
import { projectRoot } from './root'

/** The CLI and the verifier of the audit log, as one file each, for machines that have Node and nothing of ours. */
export function registerCli(app: FastifyInstance): void {
  app.get('/cli/hub.mjs', async (_request, reply) => {
    const file = join(projectRoot(), 'dist/hub.mjs')
    const found = await stat(file).catch(() => null)
    if (!found) throw notFound('The CLI is not built here. Run npm run build.')
    reply.header('content-type', 'text/javascript; charset=utf-8')
    reply.header('content-length', found.size)
    return reply.send(createReadStream(file))
  })
  // As it is written: whoever relies on it should be able to read it.
  app.get('/cli/verify-audit.mjs', async (_request, reply) => {
    reply.header('content-type', 'text/javascript; charset=utf-8')
    return reply.send(createReadStream(join(projectRoot(), verifierPath)))
  })
}

const verifierPath = 'lib/audit/verifier/verify-audit.mjs'
