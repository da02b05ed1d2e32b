import type { z } from 'zod'
import { can } from '../access'
import { type Operation, parseInput } from '../door'
import { findOrganization } from '../organizations/find'
import { requireAddress } from './form'

/**
 * A command that looks at the address that it is given before its transaction: a name server may take its time,
 * and no connection or lock waits for it. Whoever may not is refused by the command, and nothing is looked up.
 */
export function checkingAddress<I extends z.ZodType<{ org: string; url?: string | undefined }>, R>(
  operation: Operation<I, R>,
): Operation<I, R> {
  const { action, input } = operation
  const run: (...args: Parameters<typeof operation>) => Promise<R> = async (ctx, raw) => {
    const { org, url } = parseInput(input, raw)
    if (url !== undefined && can(ctx, action, findOrganization(ctx, org).access).ok)
      await requireAddress(url)
    return operation(ctx, raw)
  }
  return Object.assign(run, { action, input })
}
