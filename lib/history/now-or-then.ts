import type { z } from 'zod'
import type { Ctx } from '../actor'
import type { Operation } from '../door'
import { Moment } from './moment'

/** One address for what is and for what was: with `at` it is asked of the past. */
export function nowOrThen<I extends z.ZodObject, N, T extends z.ZodType, P>(
  now: Operation<I, N>,
  then: Operation<T, P>,
) {
  const input = now.input.extend({ at: Moment.optional() })
  const run = (ctx: Ctx, raw: z.input<typeof input>): Promise<N | P> => {
    const { at } = raw as { at?: unknown }
    // Each parses its input itself.
    return at === undefined ? now(ctx, raw as z.input<I>) : then(ctx, raw as unknown as z.input<T>)
  }
  return Object.assign(run, { action: now.action, input })
}
