import { AppError, isAppError } from '../errors'

/** A reference with the input of a run that it stands in; null where a single URI was asked for. */
export interface Wanted<U> {
  uri: U
  input: { index: number; name: string } | null
}

/** Asks for each in turn and names the input in the error of the first that fails. */
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

/** The same error, saying which input it is about. */
export function blaming(input: Wanted<unknown>['input'], error: unknown): unknown {
  if (!input || !isAppError(error)) return error
  const { kind, code, details, message } = error
  const fields = { [`inputs.${input.index}.uri`]: message }
  const shown = details ? { code, fields, details } : { code, fields }
  return new AppError(kind, `Input ${input.name}: ${message}`, shown)
}
