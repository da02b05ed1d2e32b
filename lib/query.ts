import type { z } from 'zod'
import { database, type ReadDb } from '@/db/client'
import type { Action, Subject } from './access'
import type { Ctx } from './actor'
import { decide, type Operation, parseInput, retrying, translated } from './door'

export interface QuerySpec<I extends z.ZodType, S extends { access: Subject }, R> {
  action: Action
  input: I
  /** Both may be run again, up to three times: what else they do, such as noting a use, comes last. */
  load(db: ReadDb, input: z.output<I>, ctx: Ctx): Promise<S> | S
  run(step: { db: ReadDb; subject: S; input: z.output<I>; ctx: Ctx }): Promise<R>
}

/** The way to read: on a connection that cannot write, after the same decision as everywhere. */
export function query<I extends z.ZodType, S extends { access: Subject }, R>(
  spec: QuerySpec<I, S, R>,
): Operation<I, R> {
  const run = async (ctx: Ctx, raw: z.input<I>): Promise<R> => {
    const input = parseInput(spec.input, raw)
    const db = database().read
    try {
      return await retrying(async () => {
        const subject = await spec.load(db, input, ctx)
        decide(ctx, spec.action, subject.access)
        return spec.run({ db, subject, input, ctx })
      })
    } catch (error) {
      throw translated(error)
    }
  }
  return Object.assign(run, { action: spec.action, input: spec.input })
}
