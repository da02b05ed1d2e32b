import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import {
  auditCheckpoint,
  auditConsistency,
  auditExport,
  auditProof,
  auditPublicKey,
  auditStatus,
  Consistency,
  LogStatus,
  LogVerification,
  verifyAudit,
} from '@/lib/audit/log/queries'
import type { Operation } from '@/lib/door'
import { inert } from '../bytes'
import { routes } from './router'

const { list, get, raw } = routes()

get('/:org/audit/status', auditStatus, {
  summary: 'How far the audit log is sealed',
  answer: LogStatus,
})
text('checkpoint', auditCheckpoint, 'The newest signed checkpoint of the audit log')
text('key', auditPublicKey, 'The public key of the audit log')
text('proof', auditProof, 'The proof that an event is in the audit log')
get('/:org/audit/consistency', auditConsistency, {
  summary: 'The proof that the audit log only grew',
  answer: Consistency,
})
get('/:org/audit/verification', verifyAudit, {
  summary: 'Check the whole audit log',
  answer: LogVerification,
})
raw('GET', '/:org/audit/export', {
  summary: 'The events of the audit log, to be checked anywhere',
  action: auditExport.action,
  input: auditExport.input,
  media: { answer: 'application/jsonl' },
  async handle({ ctx, input, reply }) {
    // The query parses its input itself.
    const lines = await auditExport(ctx, input as z.input<typeof auditExport.input>)
    const name = `audit-${String(input.org)}.jsonl`
    reply.header('content-disposition', `attachment; filename="${name}"`)
    return plain(reply, 'application/jsonl').send(Readable.from(lines))
  },
})

export const auditRoutes = list

function text<I extends z.ZodType>(what: string, read: Operation<I, string>, summary: string) {
  raw('GET', `/:org/audit/${what}`, {
    summary,
    action: read.action,
    input: read.input,
    media: { answer: 'text/plain' },
    async handle({ ctx, input, reply }) {
      const answer = await read(ctx, input as z.input<I>)
      return plain(reply, 'text/plain').send(answer)
    },
  })
}

function plain(reply: FastifyReply, type: string): FastifyReply {
  reply.headers({ ...inert, 'cache-control': 'private, no-cache' })
  return reply.type(`${type}; charset=utf-8`)
}
