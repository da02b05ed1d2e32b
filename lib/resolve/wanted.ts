import { AppError, isAppError } from '../errors'

/** Where a reference stands among others: the field it came in, and what an error calls it. */
export interface Place {
  field: string
  called: string
}

/** A reference with its place; null where a single URI was asked for. */
export interface Wanted<U> {
  uri: U
  input: Place | null
}

/** Asks for each in turn and names its place in the error of the first that fails. */
export async function each<U, R>(
  wanted: Wanted<U>[],
  ask: (uri: U, index: number) => R | Promise<R>,
): Promise<R[]> {
  const answers: R[] = []
  for (const [index, { uri, input }] of wanted.entries()) {
    try {
      answers.push(await ask(uri, index))
    } catch (error) {
      throw blaming(input, error)
    }
  }
  return answers
}

/** The same error, saying which reference it is about. */
export function blaming(input: Wanted<unknown>['input'], error: unknown): unknown {
  if (!input || !isAppError(error)) return error
  const { kind, code, details, message } = error
  const fields = { [input.field]: message }
  const shown = details ? { code, fields, details } : { code, fields }
  return new AppError(kind, `${input.called}: ${message}`, shown)
}
