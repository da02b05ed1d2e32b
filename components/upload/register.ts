import { broken, refusalOf } from './refusal'

/** What a version is made of; what else it holds, the hub's route for it says. */
export interface Draft {
  files: { name: string; sha256: string }[]
  [field: string]: unknown
}

let last: { body: string; key: string } | null = null

/**
 * Registers a version and answers its number or name. By the API and not by a server action, which takes 1 MB only,
 * and would make a second version where the answer to a first was lost. Throws a `Refusal`.
 */
export async function registerDraft<V = number>(url: string, draft: Draft): Promise<V> {
  const body = JSON.stringify(draft)
  if (last?.body !== body) last = { body, key: newKey() }
  const { key } = last
  const answer = await whole(() =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body,
    }),
  )
  if (!answer.ok) throw refusalOf(answer.status, await whole(() => answer.text()))
  const { version } = await whole(() => answer.json() as Promise<{ version: V }>)
  // Only now: what broke before is asked for again under the same key, and answered with the same version.
  last = null
  return version
}

/** A connection can break in the middle of an answer, too. */
const whole = <T>(part: () => Promise<T>): Promise<T> =>
  part().catch(() => {
    throw broken()
  })

/** `crypto.randomUUID` is there only where the hub is served by https. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}
