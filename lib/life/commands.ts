import { z } from 'zod'
import type { Action } from '../access'
import { type Ctx, personBehind } from '../actor'
import { type Also, command, type Outcome } from '../command'
import type { Step, Target, Tx } from '../door'
import { conflict, notFound } from '../errors'
import { Note } from '../view'
import { overridden, refuseHeld } from './held'
import type { Holders } from './holders'
import { type LifeRow, moment, restorableUntil } from './state'

/** What each of the commands takes beside the name of the thing. */
export const LifeInput = z.object({
  force: z.stringbool().or(z.boolean()).default(false).describe('Although it is held'),
  note: Note.optional().describe('Why'),
})
export type LifeInput = z.output<typeof LifeInput>

/** Of what aliases lead to. */
export const WithAliases = z.object({
  withAliases: LifeInput.shape.force.describe('Although aliases lead to it, and nothing else'),
})

/** What they answer. */
export const Lived = z.object({ uri: z.string(), life: z.enum(['live', 'archived', 'deleted']) })
export type Lived = z.infer<typeof Lived>

/** One noun with a life: how to find, name, hold and change a thing of it. */
export interface Noun<I extends z.ZodType<LifeInput>, S extends Target> {
  name: 'model' | 'version' | 'project' | 'dataset'
  input: I
  /** Finds and locks; with `deleted`, also a deleted one, for whoever may do that to it. */
  find(tx: Tx, ctx: Ctx, input: z.output<I>, deleted?: Action): Promise<S>
  row(subject: S): LifeRow
  /** Throws where the input means another thing than was found. */
  check?(subject: S, input: z.output<I>): void
  /** What people call it in a sentence: "v3 of churn". */
  called(subject: S): string
  /** Everything that still leads to it or builds on it. */
  holders(tx: Tx, ctx: Ctx, subject: S, input: z.output<I>): Promise<Holders[]>
  /** Throws forbidden where what leads to it is not the caller's to take out of use. */
  unhand?(step: Pick<Step<I, S>, 'tx' | 'ctx' | 'subject'>): Promise<void>
  write(tx: Tx, ctx: Ctx, subject: S, columns: LifeRow): Promise<unknown>
  /** What goes with it when it is deleted, each with its own event. */
  leave?(tx: Tx, ctx: Ctx, subject: S): Promise<Also[]>
}

/**
 * Archive, restore and delete of one noun. Archived: out of the lists, still read by name, takes nothing
 * new. Deleted: not there for anybody; comes back within 30 days. Both are refused with `held` while
 * something leads to it, unless `force` is said.
 */
export function lifeCommands<I extends z.ZodType<LifeInput>, S extends Target>(noun: Noun<I, S>) {
  const { name, input } = noun
  const restorable = (tx: Tx, ref: z.output<I>, ctx: Ctx) =>
    noun.find(tx, ctx, ref, `${name}.restore`)
  return {
    archive: command({
      action: `${name}.archive`,
      input,
      load: (tx, ref, ctx) => noun.find(tx, ctx, ref),
      async run(step) {
        noun.check?.(step.subject, step.input)
        if (noun.row(step.subject).life === 'archived')
          throw conflict(`${noun.called(step.subject)} is already archived. Restore it to use it.`)
        const held = await letGo(noun, step, 'archive')
        return become(noun, step, { ...kept, life: 'archived' }, held)
      },
    }),

    restore: command({
      action: `${name}.restore`,
      input,
      load: restorable,
      async run(step) {
        noun.check?.(step.subject, step.input)
        refuseRestore(noun.called(step.subject), noun.row(step.subject), step.ctx)
        return become(noun, step, { ...kept, life: 'live' })
      },
    }),

    delete: command({
      action: `${name}.delete`,
      input,
      load: restorable,
      async run(step) {
        const { tx, ctx, subject, input } = step
        noun.check?.(subject, input)
        const { life, deletedAt } = noun.row(subject)
        if (life === 'deleted' && deletedAt)
          throw conflict(
            `${noun.called(subject)} is already deleted. It can be restored until ${moment(restorableUntil(deletedAt))}.`,
          )
        const held = await letGo(noun, step, 'delete')
        const also = (await noun.leave?.(tx, ctx, subject)) ?? []
        const at = ctx.now()
        const deleted = { life: 'deleted', deletedAt: at, deletedBy: personBehind(ctx.actor) }
        const outcome = await become(noun, step, { ...kept, ...deleted } as LifeRow, held)
        return { ...outcome, also }
      },
    }),
  }
}

const kept = { deletedAt: null, deletedBy: null, purgedAt: null }

/** Refuses while something holds it, unless forced; answers what was overridden. */
async function letGo<I extends z.ZodType<LifeInput>, S extends Target>(
  noun: Noun<I, S>,
  { tx, ctx, subject, input }: Step<I, S>,
  verb: 'archive' | 'delete',
): Promise<Holders[]> {
  await noun.unhand?.({ tx, ctx, subject })
  const held = await noun.holders(tx, ctx, subject, input)
  const mayForce = !('withAliases' in input && input.withAliases)
  if (!input.force) refuseHeld(noun.called(subject), verb, held, { mayForce })
  return held
}

function refuseRestore(called: string, { life, deletedAt, purgedAt }: LifeRow, ctx: Ctx): void {
  if (life === 'live') throw conflict(`${called} is neither archived nor deleted.`)
  if (purgedAt)
    throw notFound(`${called} is gone: its files were let go for good at ${moment(purgedAt)}.`)
  const until = deletedAt && restorableUntil(deletedAt)
  if (until && until <= ctx.now())
    throw conflict(`${called} could be restored until ${moment(until)}. It is too late.`, {
      code: 'too_late',
    })
}

async function become<I extends z.ZodType<LifeInput>, S extends Target>(
  noun: Noun<I, S>,
  { tx, ctx, subject, input }: Step<I, S>,
  columns: LifeRow,
  held: Holders[] = [],
): Promise<Outcome<Lived>> {
  const { life: before } = noun.row(subject)
  await noun.write(tx, ctx, subject, columns)
  const { life, deletedAt } = columns
  const after = {
    life,
    ...(deletedAt && { restorableUntil: restorableUntil(deletedAt).toISOString() }),
    ...overridden(held),
  }
  return {
    result: { uri: subject.event.uri, life },
    change: { before: { life: before }, after, note: input.note },
  }
}
