import { describe, expect, it } from 'vitest'
import { failureOf, isPassing } from './failure'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  failureOf(
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers }),
  )

describe('what the hub refuses', () => {
  it.each([
    [400, 2],
    [401, 3],
    [403, 4],
    [404, 5],
    [409, 6],
    [412, 6],
    [413, 1],
    [500, 1],
    [503, 1],
  ])('with %i ends the command with %i', async (status, exitCode) => {
    const failure = await answer(status, { error: { code: 'x', message: 'No.' } })
    expect(failure.facts).toMatchObject({ status, exitCode, code: 'x' })
    expect(failure.message).toBe('No.')
  })

  it('keeps the facts that help on', async () => {
    const error = {
      code: 'nothing_approved',
      message: 'Nothing is approved for churn yet.',
      requestId: 'r-1',
      fields: { note: 'Say why.' },
      details: { newest: 'model://churn/v3' },
    }
    expect((await answer(404, { error })).facts).toMatchObject({
      code: 'nothing_approved',
      requestId: 'r-1',
      fields: { note: 'Say why.' },
      details: { newest: 'model://churn/v3' },
    })
  })

  it('is understood even when a proxy answers instead', async () => {
    const failure = await answer(502, '<html>Bad gateway</html>')
    expect(failure.message).toBe('The hub answered 502.')
    expect(failure.facts.code).toBe('http_502')
    expect((await answer(500, '{"error": "odd"}')).message).toBe('The hub answered 500.')
  })

  it('may be tried again while the first try of the same call is being served', async () => {
    const error = { code: 'in_progress', message: 'Still being served.' }
    expect(isPassing(await answer(409, { error }))).toBe(true)
  })

  it('may be tried again only when it may pass', async () => {
    const passing = [429, 500, 502, 503, 504]
    for (const status of [400, 401, 403, 404, 409, 413, 416, 507, ...passing])
      expect([status, isPassing(await answer(status, {}))]).toEqual([
        status,
        passing.includes(status),
      ])
    expect((await answer(503, {}, { 'Retry-After': '2' })).facts.retryAfter).toBe(2)
  })
})
