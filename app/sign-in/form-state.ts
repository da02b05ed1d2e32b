/** What a form shows after it was sent and refused. */
export interface FormState {
  message: string | null
  /** Field → what is wrong with it. */
  fields: Record<string, string>
  /** What was typed, to be shown again; never a password. */
  values: Record<string, string>
}

export const untouched: FormState = { message: null, fields: {}, values: {} }

/** Where a form at the provider's leads on to; or why it did not. */
export interface OnwardState {
  onward: string | null
  message: string | null
}
