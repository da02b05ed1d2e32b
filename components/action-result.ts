/** What a form's server action answers: nothing more on success, else a sentence and where it belongs. */
export type ActionResult =
  | { ok: true }
  | {
      ok: false
      message: string
      /** What kind of refusal, and facts that help on. */
      code?: string | undefined
      details?: Record<string, unknown> | undefined
      fields?: Record<string, string> | undefined
      /** What was sent, so that a form without script can show it again. */
      values?: Record<string, string> | undefined
    }

/** A server action as `useActionState` calls it; before hydration the browser posts to it itself. */
export type FormAction = (previous: ActionResult | null, form: FormData) => Promise<ActionResult>
