import { hubVersion } from '../version'
import { checkAddress, type Resolve } from './address'
import type { Claimed } from './claim'
import { post } from './post'
import { render } from './render'
import { readRetryAfter } from './schedule'
import { signatures, unseal } from './secret'

/** What came of one attempt. */
export interface Attempted {
  at: Date
  ms: number
  status: number | null
  /** Null: it was taken. */
  problem: string | null
  response: string
  /** Milliseconds that the receiver asks us to wait. */
  retryAfter: number | null
}

export interface Sending {
  now(): Date
  resolve: Resolve
  /** For one attempt, from looking up the name to the end of what is read of the answer. */
  timeoutMs: number
  /** Ends what is under way; it is tried again later. */
  stopped: AbortSignal
}

const gone = 410

/** Whether the receiver says that it wants nothing any more. */
export const isGone = ({ status }: Attempted): boolean => status === gone

/** Sends a message once. Never throws. Null where it was stopped before anything came of it. */
export async function attempt(claimed: Claimed, sending: Sending): Promise<Attempted | null> {
  const at = sending.now()
  const since = performance.now()
  const late = AbortSignal.timeout(sending.timeoutMs)
  const signal = AbortSignal.any([late, sending.stopped])
  // Nothing that a receiver does, or that a protocol forgets, holds a place for longer.
  const came = await within(signal, sent(claimed, at, sending, signal)).catch((error: unknown) => {
    if (sending.stopped.aborted) return null
    const problem = late.aborted
      ? `No answer within ${sending.timeoutMs / 1000} seconds.`
      : inWords(error)
    return { status: null, problem, response: '', retryAfter: null }
  })
  return came && { at, ms: Math.round(performance.now() - since), ...came }
}

async function sent(claimed: Claimed, at: Date, { resolve }: Sending, signal: AbortSignal) {
  const { webhook, messageId: id } = claimed
  const failed = (problem: string) => ({ status: null, problem, response: '', retryAfter: null })
  const secrets = secretsOf(webhook, at)
  if (!secrets) return failed('Its secret was kept under another HUB_SECRET. Give it a new one.')
  const authorization = webhook.authorization && unseal(webhook.authorization, webhook.id)
  if (webhook.authorization && !authorization)
    return failed('Its authorization was kept under another HUB_SECRET. Give it again.')
  const checked = await within(signal, checkAddress(webhook.url, resolve))
  if (!checked.ok) return failed(checked.problem)
  const { body, contentType, headers = {} } = render(webhook.format, claimed.body, webhook)
  const timestamp = Math.floor(at.getTime() / 1000)
  const signature = signatures(secrets, { id, timestamp, body })
  const answer = await post(
    checked.destination,
    {
      body,
      headers: {
        'user-agent': `ModelHub/${hubVersion.version}`,
        ...headers,
        ...(authorization && { authorization }),
        'content-type': contentType,
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signature,
      },
    },
    signal,
  )
  const { status } = answer
  const response = without(answer.response, [authorization ?? '', ...signature.split(' ')])
  const retryAfter = readRetryAfter(answer.retryAfter, at)
  return { status, problem: statusProblem(status), response, retryAfter }
}

/** An answer without what was sent in confidence: a receiver may give back the headers that it got. */
function without(response: string, secrets: string[]): string {
  // Also of `Bearer …` what follows, and of `v1,…`.
  const parts = secrets.flatMap((secret) => [secret, secret.split(/[ ,]/).at(-1) ?? ''])
  return parts
    .filter((part) => part.length >= 8)
    .reduce((text, part) => text.replaceAll(part, '[not kept]'), response)
}

/** The secrets that sign now, the newest first; null where they cannot be read. */
function secretsOf(webhook: Claimed['webhook'], at: Date): string[] | null {
  const secret = unseal(webhook.secret, webhook.id)
  if (secret === null) return null
  const { previousSecret, previousUntil } = webhook
  const before =
    previousSecret && previousUntil && previousUntil > at
      ? unseal(previousSecret, webhook.id)
      : null
  return before === null ? [secret] : [secret, before]
}

function statusProblem(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400)
    return `It answered ${status}, which leads elsewhere; nothing is followed. Give the address where it leads.`
  if (status === gone) return 'It answered 410: gone.'
  return `It answered ${status}.`
}

/** Why there was no answer, in words without the address, which may hold a secret. */
function inWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = problems[code]
  if (known) return known
  if (/CERT|SELF_SIGNED|VERIFY|ALTNAME|UNABLE_TO/.test(code))
    return `Its certificate is not valid for this address (${code}).`
  if (/^(HPE|ERR_SSL|EPROTO)/.test(code)) return `It does not speak the protocol (${code}).`
  return `There was no answer${code && ` (${code})`}.`
}

const problems: Record<string, string> = {
  ECONNREFUSED: 'Nothing listens at this address (ECONNREFUSED).',
  ECONNRESET: 'It ended the connection without an answer (ECONNRESET).',
  EPIPE: 'It ended the connection without an answer (EPIPE).',
  EHOSTUNREACH: 'There is no way to this address (EHOSTUNREACH).',
  ENETUNREACH: 'There is no way to this address (ENETUNREACH).',
  ETIMEDOUT: 'Nothing answers at this address (ETIMEDOUT).',
}

/** A promise, or the end of patience: not everything can be interrupted. */
function within<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    promise.then(resolve, reject)
  })
}
