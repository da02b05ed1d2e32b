import { isAppError } from '@/lib/errors'
import type { FormState } from './form-state'

/** The state of a form that was refused. Throws again what is no refusal. */
export function refused(error: unknown, values: Record<string, string>): FormState {
  if (!isAppError(error)) throw error
  const { fields = {}, message } = error
  return { fields, values, message: Object.keys(fields).length > 0 ? null : message }
}
