import type { z } from 'zod'
import type { Action } from './access'
import type { Ctx } from './actor'
import { type Change, type EventSubject, writeEvent } from './audit/event'
import { type Operation, type Step, type Target, type WriteSpec, write } from './door'

/** A further change of the same transaction with an event of its own: a version that a run made. */
export type Also = Change & { action: Action; subject: EventSubject }

export interface Outcome<R> {
  result: R
  change: Change
  also?: Also[]
}

export interface CommandSpec<I extends z.ZodType, S extends Target, R> extends WriteSpec<I, S> {
  run(step: Step<I, S>): Promise<Outcome<R>>
}

/**
 * The only way to change a governed table. Writes one event per change beside it, in the same
 * transaction: if either fails, neither happened.
 */
export function command<I extends z.ZodType, S extends Target, R>(
  spec: CommandSpec<I, S, R>,
): Operation<I, R> {
  const { action, input } = spec
  const run = (ctx: Ctx, raw: z.input<I>) =>
    write(spec, ctx, raw, async (step) => {
      const { result, change, also = [] } = await spec.run(step)
      const subject = change.subject ?? step.subject.event
      await writeEvent(step.tx, step.ctx, { ...change, action, subject, outcome: 'done' })
      for (const further of also)
        await writeEvent(step.tx, step.ctx, { ...further, outcome: 'done' })
      return result
    })
  return Object.assign(run, { action, input })
}
