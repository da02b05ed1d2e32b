import type { IncomingMessage } from 'node:http'
import { env } from '@/lib/env'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request that carries a cookie was made by our own pages. Reading is always fine; anything else
 * must say so by Sec-Fetch-Site or by Origin. Absent, `null` and foreign origins are refused.
 */
export function isSameOrigin(request: IncomingMessage): boolean {
  if (safe.has(request.method ?? '')) return true
  const site = request.headers['sec-fetch-site']
  if (site) return site === 'same-origin'
  const { origin, host } = request.headers
  if (!origin || origin === 'null' || !URL.canParse(origin)) return false
  const { publicUrl } = env()
  return publicUrl ? origin === publicUrl : new URL(origin).host === host
}
