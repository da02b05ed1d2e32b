import { afterEach, expect, it, vi } from 'vitest'
import { Refusal } from './refusal'
import { type Draft, registerDraft } from './register'

const draft = (note: string): Draft => ({ files: [], metrics: {}, params: {}, tags: [], note })

/** The hub: what it answers, in turn, and the keys that it was asked with. */
function answering(...answers: (() => Response)[]) {
  const keys: (string | null)[] = []
  vi.stubGlobal('fetch', async (_url: string, { headers }: RequestInit) => {
    keys.push(new Headers(headers).get('idempotency-key'))
    const answer = answers.shift()
    if (!answer) throw new TypeError('fetch failed')
    return answer()
  })
  return keys
}

const made = (version: number) => () => Response.json({ version }, { status: 201 })

/** A status that came, and a body that stopped in the middle. */
const cut = (status: number) => () =>
  new Response(
    new ReadableStream({
      start(body) {
        body.enqueue(new TextEncoder().encode('{"vers'))
        body.error(new TypeError('terminated'))
      },
    }),
    { status },
  )

afterEach(() => vi.unstubAllGlobals())

it.each([201, 409])('asks again under the same key when an answer of %i breaks', async (status) => {
  const keys = answering(cut(status), made(2))
  const refused = await registerDraft('/versions', draft(`broken ${status}`)).catch((e) => e)
  expect(refused).toBeInstanceOf(Refusal)
  expect(refused.passing).toBe(true)
  expect(await registerDraft('/versions', draft(`broken ${status}`))).toBe(2)
  expect(keys[1]).toBe(keys[0])
})

it('asks under the same key when no answer came, and under another for another version', async () => {
  const keys = answering()
  await expect(registerDraft('/versions', draft('a'))).rejects.toThrow(Refusal)
  await expect(registerDraft('/versions', draft('a'))).rejects.toThrow(Refusal)
  await expect(registerDraft('/versions', draft('b'))).rejects.toThrow(Refusal)
  expect([keys[1] === keys[0], keys[2] === keys[0]]).toEqual([true, false])
})

it('makes a second version of the same draft once the first was answered', async () => {
  const keys = answering(made(1), made(2))
  expect(await registerDraft('/versions', draft('c'))).toBe(1)
  expect(await registerDraft('/versions', draft('c'))).toBe(2)
  expect(keys[1]).not.toBe(keys[0])
})
