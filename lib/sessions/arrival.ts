import type { Arrival } from '../context'
import { newId } from '../ids'

/**
 * What a page, a server action or an auth route knows of its request. `x-request-id` and `x-hub-ip` are
 * set by our own server, which drops whatever a client sent under these names.
 */
export function webArrival(headers: { get(name: string): string | null }): Arrival {
  return {
    via: 'web',
    requestId: headers.get('x-request-id') ?? newId(),
    origin: { ip: headers.get('x-hub-ip'), userAgent: headers.get('user-agent'), client: null },
  }
}
