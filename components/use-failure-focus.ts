import { type RefObject, useEffect, useRef } from 'react'
import type { ActionResult } from './action-result'

/**
 * A ref for a form: after each refusal the focus goes to the first field at fault, or to what carries
 * `data-failure`, so that the answer is read and not missed.
 */
export function useFailureFocus(
  result: Pick<ActionResult, 'ok'> | null,
): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (!result || result.ok) return
    form.current?.querySelector<HTMLElement>('[aria-invalid], [data-failure]')?.focus()
  }, [result])
  return form
}
