import type { z } from 'zod'
import type { Ctx } from './actor'
import { isDatabaseAway, type Operation } from './door'
import { invalid, isAppError } from './errors'
import { wordsOf } from './format'

/**
 * A command as a function for `useActionState`. Files of actions call `formAction` of `app/form-action.ts`,
 * which is this with the signed-in caller:
 *
 *     'use server'
 *     export const edit = formAction(updateModel, (form, ref: ModelRef) => ({ ...ref, name: text(form, 'name') }))
 *
 * and a page binds what the form is about: `<EditForm edit={edit.bind(null, { org, model })} />`. What is
 * bound travels through the browser; like the form, it is believed only as far as the command's input allows.
 */
export type FormResult<V = undefined> =
  | { ok: true; value: V }
  | {
      ok: false
      message: string
      /** What kind of refusal, and facts that help on, as the API tells them. */
      code?: string | undefined
      details?: Record<string, unknown> | undefined
      fields?: Record<string, string> | undefined
      /** What was sent, so that a form without script can show it again; never a password. */
      values?: Record<string, string> | undefined
    }

export type BoundAction<B, V> = ((
  bound: B,
  /** What `useActionState` holds; the answer does not depend on it. */
  previous: unknown,
  form: FormData,
) => Promise<FormResult<V>>) & {
  /** What it may call, for the test that lists every action. */
  operations: readonly Operation<z.ZodType, unknown>[]
}

/** Several commands of one input behind one form: its field `by` says which. */
export interface Choice<I extends z.ZodType, R> {
  by: string
  of: Record<string, Operation<I, R>>
}

export interface ActionDoor {
  /** The caller; does not return for somebody who is not signed in. */
  context(): Promise<Ctx>
  /** Makes the page that holds the form show what is true now. */
  refresh(): void
}

/**
 * Makes `formAction(operation, toInput, after?)`. The page is refreshed on success and on a refusal that
 * came of an outdated page. `toInput` may ask for what the form does not carry. `after` may leave for another page; what it returns is the result's `value`.
 */
export function formActions(door: ActionDoor) {
  return function formAction<I extends z.ZodType, R, B, V = undefined>(
    operation: Operation<I, R> | Choice<I, R>,
    toInput: (form: FormData, bound: B, ctx: Ctx) => z.input<I> | Promise<z.input<I>>,
    after?: (result: R, bound: B) => V | Promise<V>,
  ): BoundAction<B, V> {
    const operations = isChoice(operation) ? Object.values(operation.of) : [operation]
    async function action(bound: B, _previous: unknown, form: FormData): Promise<FormResult<V>> {
      const ctx = await door.context()
      let result: R
      try {
        result = await chosenOf(operation, form)(ctx, await toInput(form, bound, ctx))
      } catch (error) {
        const refused = refusalOf(error, form)
        if (isOutdated(error)) door.refresh()
        return refused
      }
      // Outside the try: leaving for another page is an exception too.
      const value = (await after?.(result, bound)) as V
      door.refresh()
      return { ok: true, value }
    }
    return Object.assign(action, { operations: operations as Operation<z.ZodType, unknown>[] })
  }
}

/** Several actions behind one form: the button that was pressed says which, by its name `by`; else the first. */
export function byButton<B, V>(
  by: string,
  actions: Record<string, BoundAction<B, V>>,
): BoundAction<B, V> {
  const [usual] = Object.values(actions)
  if (!usual) throw new Error('A form has an action.')
  const action = async (bound: B, previous: unknown, form: FormData): Promise<FormResult<V>> => {
    const name = text(form, by)
    const chosen = Object.hasOwn(actions, name) ? actions[name] : undefined
    return (chosen ?? usual)(bound, previous, form)
  }
  const operations = Object.values(actions).flatMap((one) => one.operations)
  return Object.assign(action, { operations })
}

/** The same with what was sent beside the value, for a form that is shown again after it was answered. */
export function withSent<B, V>(
  action: BoundAction<B, V>,
): BoundAction<B, { answer: V; sent: Record<string, string> }> {
  const sending = async (bound: B, previous: unknown, form: FormData) => {
    const result = await action(bound, previous, form)
    if (!result.ok) return result
    return { ok: true as const, value: { answer: result.value, sent: sentValues(form) } }
  }
  return Object.assign(sending, { operations: action.operations })
}

/** A text field of a form; empty when it is absent. */
export function text(form: FormData, field: string): string {
  const value = form.get(field)
  return typeof value === 'string' ? value : ''
}

/** The ticked boxes, or the chosen options, of one name. */
export function texts(form: FormData, field: string): string[] {
  return form.getAll(field).filter((value) => typeof value === 'string')
}

/** A text field that lists words, separated by spaces or commas. */
export function words(form: FormData, field: string): string[] {
  return wordsOf(text(form, field))
}

/** The fields of a form whose names begin with a prefix: what stands behind it, and their texts. */
export function prefixed(form: FormData, prefix: string): [string, string][] {
  return [...form].flatMap(([name, value]) =>
    typeof value === 'string' && name.startsWith(prefix)
      ? [[name.slice(prefix.length), value] satisfies [string, string]]
      : [],
  )
}

/** How a refused command is told to a form. Throws again what is no refusal. */
export function refusalOf(error: unknown, form: FormData): Extract<FormResult, { ok: false }> {
  const values = sentValues(form)
  if (isAppError(error)) {
    const { message, fields, code, details } = error
    return { ok: false, message, code, details, fields, values }
  }
  if (isDatabaseAway(error))
    return {
      ok: false,
      message: 'The database is away for a moment. Nothing was changed. Try again shortly.',
      values,
    }
  throw error
}

function sentValues(form: FormData): Record<string, string> {
  const sent: Record<string, string> = {}
  // React keeps notes of its own under names with a dollar sign.
  for (const [name, value] of form)
    if (typeof value === 'string' && !name.startsWith('$') && !isPassword(name))
      sent[name] ??= value
  return sent
}

/** "password", "new-password"; not "output.password_classifier.onnx", which is a file's name. */
const isPassword = (field: string) => /^([a-z]+-)?password$/i.test(field)

function isChoice<I extends z.ZodType, R>(
  operation: Operation<I, R> | Choice<I, R>,
): operation is Choice<I, R> {
  return typeof operation === 'object'
}

function chosenOf<I extends z.ZodType, R>(
  operation: Operation<I, R> | Choice<I, R>,
  form: FormData,
): Operation<I, R> {
  if (!isChoice(operation)) return operation
  const { by, of } = operation
  const name = text(form, by)
  const chosen = Object.hasOwn(of, name) ? of[name] : undefined
  if (chosen) return chosen
  const message = 'Choose one of them.'
  throw invalid(message, { fields: { [by]: message } })
}

/** Someone else was faster, or the caller may no longer do it. */
function isOutdated(error: unknown): boolean {
  const kinds = ['conflict', 'forbidden', 'not_found', 'precondition_failed']
  return isAppError(error) && kinds.includes(error.kind)
}
