import type { Webhook } from '@/lib/webhooks/view'

/** How a webhook stands, for a word and the sentence behind it. */
export interface Standing {
  kind: 'on' | 'failing' | 'paused'
  /** Why it is not simply on; null where it is. */
  says: string | null
}

/** Paused says more than that the last attempt failed, and a secret that cannot be read more than both. */
export function standingOf({
  paused,
  problem,
  last,
}: Pick<Webhook, 'paused' | 'problem' | 'last'>): Standing {
  if (problem) return { kind: 'failing', says: problem }
  if (paused) return { kind: 'paused', says: paused.reason || null }
  return last?.problem ? { kind: 'failing', says: last.problem } : { kind: 'on', says: null }
}

/** An address short enough for a table, with its beginning and its end: what tells two apart is there. */
export function shortUrl(url: string, most = 44): string {
  if (url.length <= most) return url
  const head = Math.ceil((most - 1) * 0.65)
  return `${url.slice(0, head)}…${url.slice(url.length - (most - 1 - head))}`
}

/** What an answer was, in one line: "204", "500 – Answered 500.", "No answer – connection refused". */
export function answerOf(last: { status: number | null; problem: string | null }): string {
  const { status, problem } = last
  if (status === null) return problem ?? 'No answer'
  return problem && !problem.includes(String(status)) ? `${status}: ${problem}` : String(status)
}

/** What a message is about. A webhook that tells of itself has but an id, which is nothing to read. */
export function subjectWords(subject: string): string {
  return /^\/[^/]+\/settings\/webhooks\//.test(subject) ? 'a webhook' : subject
}
