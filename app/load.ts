import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { isDatabaseAway } from '@/lib/door'
import { isAppError } from '@/lib/errors'
import { paths } from '@/lib/paths'

/**
 * What a failed query means to a page: `const model = await load(() => getModel(ctx, ref))`. Absent,
 * invisible and misspelled are the not-found page, a lost session is the sign-in page; anything else,
 * a refusal included, passes to `error.tsx`.
 */
export async function load<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    return leave(error)
  }
}

export type Loaded<T> = { ok: true; value: T } | { ok: false; reason: string }

/** Like `load`, where a member may be refused: the page then shows `NotAllowed` with the reason. */
export async function loadIfAllowed<T>(ask: () => Promise<T>): Promise<Loaded<T>> {
  try {
    return { ok: true, value: await ask() }
  } catch (error) {
    if (isAppError(error) && error.kind === 'forbidden') return { ok: false, reason: error.message }
    return leave(error)
  }
}

/** Like `load`, for what people type into the page itself: why it leads to nothing, said where they typed it. */
export async function loadIfFound<T>(ask: () => Promise<T>): Promise<Loaded<T>> {
  try {
    return { ok: true, value: await ask() }
  } catch (error) {
    if (isAppError(error) && ['not_found', 'invalid', 'conflict'].includes(error.kind))
      return { ok: false, reason: error.message }
    return leave(error)
  }
}

/** Like `load`, for what a page can do without: null where it is absent, invisible or misspelled. */
export async function loadIfThere<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (isAppError(error) && ['not_found', 'invalid'].includes(error.kind)) return null
    return leave(error)
  }
}

/**
 * Asks for one page of a list; a cursor that is none of this list's means the first page. Use it inside
 * the two above: `await load(() => fromCursor(cursor, (cursor) => listModels(ctx, { org, cursor })))`.
 */
export async function fromCursor<T>(
  cursor: string | undefined,
  ask: (cursor: string | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await ask(cursor)
  } catch (error) {
    if (cursor && isAppError(error) && error.fields?.cursor) return ask(undefined)
    throw error
  }
}

async function leave(error: unknown): Promise<never> {
  if (isAppError(error)) {
    if (error.kind === 'not_found' || error.kind === 'invalid') notFound()
    if (error.kind === 'unauthenticated') redirect(paths.signIn())
  }
  throw await marked(error)
}

/**
 * A failure with what the error page may know of it. Next hides everything of an error from the browser
 * but its `digest`.
 */
async function marked(error: unknown): Promise<unknown> {
  const requestId = (await headers()).get('x-request-id')
  if (!(error instanceof Error) || !requestId) return error
  const digest = `${isDatabaseAway(error) ? 'away:' : ''}request:${requestId}`
  return Object.assign(error, { digest })
}
