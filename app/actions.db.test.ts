import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startSession } from '@/lib/sessions/session'
import { arrival, type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'

// What Next hands to a server action: the cookie of somebody, or of nobody.
const browser = vi.hoisted(() => ({ secret: null as string | null }))
vi.mock('next/headers', () => ({
  cookies: async () => ({ get: () => browser.secret && { value: browser.secret } }),
  headers: async () => new Headers({ host: 'localhost' }),
}))
vi.mock('next/cache', () => ({ refresh: () => undefined, revalidatePath: () => undefined }))

type Action = (bound: unknown, previous: unknown, form: FormData) => Promise<unknown>

const files = import.meta.glob<Record<string, unknown>>('./**/actions.ts')

let hub: TestHub
let acme: TestOrganization
let elsewhere: TestOrganization
beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  elsewhere = await hub.organization()
})
afterAll(() => hub.close())

/** Everything that a form of the hub may be about, with names that lead nowhere. */
const bound = (org: string) => ({
  ...{ org, model: 'none', version: 1, project: 'none', run: 1, dataset: 'none', slug: 'none' },
  ...{
    id: '0198c0de-0000-7000-8000-000000000000',
    key: 'none',
    alias: 'none',
    uri: 'model://none/',
  },
  ...{ revision: 1, block: null, kind: 'model', q: '', team: 'none', account: 'none' },
  ...{ deployment: 'none', to: 1 },
})

/** The actions that end in commands and queries; who may call the others is said in server/actions.test.ts. */
async function actionsOf(
  load: () => Promise<Record<string, unknown>>,
): Promise<[string, Action][]> {
  return Object.entries(await load()).filter(
    (entry): entry is [string, Action] =>
      typeof entry[1] === 'function' && 'operations' in entry[1],
  )
}

describe.each(Object.entries(files))('%s', (_path, load) => {
  it('sends whoever is not signed in to do so, whatever is sent', async () => {
    browser.secret = null
    for (const [name, action] of await actionsOf(load)) {
      const left = await action(bound(acme.slug), null, new FormData()).then(
        () => `${name} answered`,
        (error: { digest?: string }) => error.digest,
      )
      expect({ name, left }).toEqual({
        name,
        left: expect.stringMatching(/^NEXT_REDIRECT;.*sign-in/),
      })
    }
  })

  it('does nothing in an organization that is not the caller’s', async () => {
    const { secret } = await startSession(elsewhere.personId('admin'), arrival().origin)
    browser.secret = secret
    const before = (await acme.events()).length
    for (const [name, action] of await actionsOf(load)) {
      const answer = await action(bound(acme.slug), null, new FormData()).catch(
        (error: { digest?: string }) => error.digest,
      )
      // Never done, and never told that it would be forbidden.
      expect({ name, answer }).toMatchObject({
        name,
        answer: { ok: false, code: expect.not.stringMatching('forbidden') },
      })
    }
    expect((await acme.events()).length).toBe(before)
  })
})
