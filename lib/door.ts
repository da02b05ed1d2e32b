import type { z } from 'zod'
import { database, type ReadDb, type Tx } from '@/db/client'
import { isLostStatement } from '@/db/kept'
import { type Action, can, canSee, type Subject } from './access'
import type { Ctx } from './actor'
import { type EventSubject, writeEvent } from './audit/event'
import { AppError, conflict, forbidden, invalid, isAppError, notFound } from './errors'
import { claimKey, keepAnswer } from './idempotency'
import { inputProblem } from './input-problem'

/** What a write acts on: enough to decide and to record, and whatever else its `run` needs. */
export interface Target {
  access: Subject
  event: EventSubject
}

export interface WriteSpec<I extends z.ZodType, S extends Target> {
  action: Action
  input: I
  /** Finds and locks what is acted on. Throws not found for what the caller may not see. */
  load(tx: Tx, input: z.output<I>, ctx: Ctx): Promise<S> | S
}

export interface Step<I extends z.ZodType, S> {
  tx: Tx
  subject: S
  input: z.output<I>
  ctx: Ctx
}

/** A function that every door may call, with what routes and documentation need to know of it. */
export interface Operation<I extends z.ZodType, R> {
  (ctx: Ctx, input: z.input<I>): Promise<R>
  action: Action
  input: I
}

/**
 * Parse, open a transaction, lock, decide, act. A refusal is recorded in a transaction of its own, since
 * the first was rolled back; bad input, missing sign-in and absence are not recorded, and conflict only where
 * it is the policy that refuses. Where the request must not be done twice (`ctx.once`), its answer is kept with the
 * change, and told again to a client that sends again what it was not answered.
 */
export async function write<I extends z.ZodType, S extends Target, R>(
  spec: WriteSpec<I, S>,
  ctx: Ctx,
  raw: unknown,
  act: (step: Step<I, S>) => Promise<R>,
): Promise<R> {
  const input = parseInput(spec.input, raw)
  let target: S | undefined
  try {
    return await retrying(() =>
      database().write.transaction(async (tx) => {
        const { once } = ctx
        const told = once && (await claimKey(tx, once))
        const subject = await spec.load(tx, input, ctx)
        target = subject
        decide(ctx, spec.action, subject.access)
        if (told) return told.answer as R
        const result = await act({ tx, subject, input, ctx: stopped(ctx) })
        if (once) await keepAnswer(tx, once, result)
        return result
      }),
    )
  } catch (error) {
    if (target && isAppError(error) && error.recorded)
      await recordRefusal(ctx, spec.action, target.event, error.message)
    throw translated(error)
  }
}

/**
 * The caller with the clock stopped: what a change is noted with, everywhere, is one moment. It is taken with
 * the subject locked, so the changes of one thing follow one another in time, too.
 */
function stopped(ctx: Ctx): Ctx {
  const at = ctx.now()
  return { ...ctx, now: () => at }
}

/** Throws not found for the invisible and forbidden, with the reason, for the rest. */
export function decide(ctx: Ctx, action: Action, subject: Subject): void {
  if (!canSee(ctx, subject)) throw notFound('There is nothing here, or you may not see it.')
  const decision = can(ctx, action, subject)
  if (!decision.ok) throw forbidden(decision.reason)
}

/** Parses input or throws `invalid` with a sentence for each field. */
export function parseInput<I extends z.ZodType>(schema: I, raw: unknown): z.output<I> {
  const parsed = schema.safeParse(raw, { error: inputProblem })
  if (parsed.success) return parsed.data
  const fields: Record<string, string> = {}
  for (const issue of parsed.error.issues) fields[issue.path.join('.') || 'input'] ??= issue.message
  const [first] = Object.entries(fields)
  const message = first ? `${first[0]}: ${first[1]}` : 'The input is not valid.'
  throw invalid(message, { fields })
}

/**
 * Runs a transaction or a read again when PostgreSQL says that it lost a race, or no longer knows a statement that
 * the connection kept; three times at most.
 */
export async function retrying<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      const state = sqlState(error)
      if (attempt === 3 || !(lostRaces.has(state ?? '') || isLostStatement(state))) throw error
    }
  }
}

/** Turns what PostgreSQL refuses in a value into a sentence; everything else passes untouched. */
export function translated(error: unknown): unknown {
  if (isAppError(error)) return error
  const state = sqlState(error)
  if (state === '22021' || state === '22P05')
    return invalid('A text in it holds a NUL or a character that is no Unicode.')
  // Of a date that no calendar has, and of a text that is nothing of its type.
  if (state === '22007' || state === '22008' || state === '22P02')
    return invalid('A value in it cannot be read. Look at its dates, numbers and ids.')
  if (state === '22003') return invalid('A number in it is out of range.')
  if (state === '54001')
    return invalid('This is too intricate for the database. Ask for less at once.')
  if (state === '54000') return new AppError('too_large', 'A value in it is too large to be kept.')
  if (state === '23505') return conflict('That already exists.')
  if (state === '23503')
    return conflict('Something that this names was just removed. Look again, and then try again.')
  return databaseFull(error) ?? error
}

/** What is said when PostgreSQL has no room left; null for any other error. */
export function databaseFull(error: unknown): AppError | null {
  if (sqlState(error) !== '53100') return null
  const message = 'The disk of the database is full. Ask the operator of the hub for space.'
  return new AppError('storage_full', message)
}

/** The SQLSTATE of an error or of what caused it. */
export function sqlState(error: unknown): string | undefined {
  for (const cause of causes(error)) {
    const code = 'code' in cause ? cause.code : undefined
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code
  }
  return undefined
}

export { isDatabaseAway } from '@/db/connection'
export type { ReadDb, Tx }

// Serialization failure and deadlock.
const lostRaces = new Set(['40001', '40P01'])

async function recordRefusal(ctx: Ctx, action: Action, subject: EventSubject, reason: string) {
  const refused = {
    action,
    subject,
    outcome: 'refused',
    reason,
    before: null,
    after: null,
  } as const
  await database().write.transaction((tx) => writeEvent(tx, ctx, refused))
}

/** An error and what caused it, outermost first; Drizzle wraps what PostgreSQL said. */
function causes(error: unknown): Error[] {
  const found: Error[] = []
  for (let next = error; next instanceof Error && found.length < 5; next = next.cause)
    found.push(next)
  return found
}
