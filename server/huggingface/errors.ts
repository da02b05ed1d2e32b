import { isAppError } from '@/lib/errors'
import { errorAnswer } from '@/lib/http'

/** How a failure is told to a client of Hugging Face. */
export interface HuggingfaceFailure {
  status: number
  headers: Record<string, string>
  body: { error: string }
}

/**
 * Translates a failure. Clients go by `X-Error-Code`, and after a HEAD they know no more of the reason than
 * `X-Error-Message` says. Without a code they take most failures for a broken network and show no reason.
 */
export function failureOf(
  error: unknown,
  requestId: string,
  { ofRepo }: { ofRepo: boolean },
): HuggingfaceFailure {
  const { status, headers, body } = errorAnswer(error, requestId)
  const message = oneLine(body.error.message)
  const code = isAppError(error) ? codeOf(error.kind, error.code, ofRepo) : null
  const commit = isAppError(error) ? error.details?.commit : undefined
  if (code) headers['x-error-code'] = code
  if (commit) headers['x-repo-commit'] = String(commit)
  headers['x-error-message'] = headerText(message)
  return { status, headers, body: { error: message } }
}

const absences = ['RepoNotFound', 'RevisionNotFound', 'EntryNotFound']

function codeOf(kind: string, code: string, ofRepo: boolean): string | null {
  if (absences.includes(code)) return code
  if (kind === 'forbidden') return 'GatedRepo'
  // As the original says it of whatever is not for this caller.
  return ofRepo && (kind === 'not_found' || kind === 'unauthenticated') ? 'RepoNotFound' : null
}

/** A text as the value of a header: UTF-8, which these clients read, on one line. */
export function headerText(text: string): string {
  return Buffer.from(oneLine(text), 'utf8').toString('latin1')
}

const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ')
