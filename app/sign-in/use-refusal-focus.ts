import { type RefObject, useEffect, useRef } from 'react'
import type { FormState } from './form-state'

/** A ref for a form: after each refusal the focus goes to what is wrong, so that it is read and not missed. */
export function useRefusalFocus(state: FormState): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  const shown = useRef(state)
  useEffect(() => {
    if (shown.current === state) return
    shown.current = state
    form.current?.querySelector<HTMLElement>('[aria-invalid], [data-refusal]')?.focus()
  }, [state])
  return form
}
