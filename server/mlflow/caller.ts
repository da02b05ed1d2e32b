import type { FastifyRequest } from 'fastify'
import type { Ctx } from '@/lib/actor'
import { contextFromToken } from '@/lib/context'
import { unauthenticated } from '@/lib/errors'
import { arrivalOf } from '../api/caller'

/**
 * Who calls: an API token as bearer, or as the password of any user name. A browser's cookie opens nothing
 * here, so no page of another site can make it write.
 */
export function recognizeMlflow(request: FastifyRequest): Promise<Ctx> {
  const token = tokenOf(request.headers.authorization ?? '')
  if (!token)
    throw unauthenticated(
      'Send an API token: set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME to any name and MLFLOW_TRACKING_PASSWORD to the token.',
    )
  return contextFromToken(token, { ...arrivalOf(request), via: 'mlflow' })
}

function tokenOf(authorization: string): string | null {
  const [, kind = '', value = ''] = /^(Bearer|Basic)\s+(\S+)$/i.exec(authorization) ?? []
  if (kind.toLowerCase() === 'bearer') return value
  if (kind.toLowerCase() !== 'basic') return null
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon < 0 ? null : pair.slice(colon + 1) || null
}
