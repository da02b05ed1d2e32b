import type { FormResult } from '@/lib/action'

/** What a form's server action answers, for forms that ask no more than whether it was done. */
export type ActionResult = FormResult<unknown>

/** Why a form was refused, what is wrong with it, and what was sent. */
export type Failure = Extract<ActionResult, { ok: false }>

/** A server action as `useActionState` calls it; before hydration the browser posts to it itself. */
export type FormAction<V = unknown> = (
  previous: FormResult<V> | null,
  form: FormData,
) => Promise<FormResult<V>>
