/** Why a call to the hub did not succeed, in words for people. */
export class Refusal extends Error {
  constructor(
    why: string,
    /** Whether the same may well succeed in a moment: the connection broke, or the hub is busy. */
    readonly passing: boolean,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(why)
    this.name = 'Refusal'
  }
}

export const broken = () => new Refusal('The connection broke. Check it, then try again.', true)

export const changed = () =>
  new Refusal('The file changed on your disk. Remove it here and choose it again.', false)

/** What an answer of the hub means that is no success. */
export function refusalOf(status: number, body = ''): Refusal {
  const { code, message, fields } = errorIn(body)
  if (code === 'digest_mismatch') return changed()
  if (status === 401)
    return new Refusal(
      'You are signed out. Sign in again in another tab, then try again here: the list stays.',
      false,
    )
  if (status === 507)
    return new Refusal(
      'The disk of the hub is full. Ask its operator for space, then try again.',
      false,
    )
  if (status === 429 || status >= 500)
    return new Refusal(message ?? 'The hub does not answer as it should. Try again.', true)
  if (status === 413) return new Refusal(message ?? 'The file is larger than the hub takes.', false)
  if (status === 403) return new Refusal(message ?? 'You may not upload here any more.', false)
  return new Refusal(message ?? `The hub answered with ${status}.`, false, fields)
}

interface Told {
  code?: string
  message?: string
  fields?: Record<string, string>
}

function errorIn(body: string): Told {
  try {
    const answer: unknown = JSON.parse(body)
    const has = typeof answer === 'object' && answer !== null && 'error' in answer
    // The hub's own answer; a proxy's would be no such JSON.
    return has ? (answer.error as Told) : {}
  } catch {
    return {}
  }
}
