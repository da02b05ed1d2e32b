import { describe, expect, it } from 'vitest'
import { forbidden, invalid, notFound, unauthenticated } from '@/lib/errors'
import { fromCursor, load, loadIfAllowed, loadIfFound } from './load'

const failing = (error: unknown) => async () => {
  throw error
}

describe('load', () => {
  it('shows the not-found page for what is absent and for what cannot be named', async () => {
    for (const error of [notFound('no'), invalid('org: no slug')])
      await expect(load(failing(error))).rejects.toMatchObject({
        digest: 'NEXT_HTTP_ERROR_FALLBACK;404',
      })
  })

  it('sends a lost session to sign in', async () => {
    await expect(load(failing(unauthenticated('gone')))).rejects.toMatchObject({
      digest: expect.stringContaining('/sign-in'),
    })
  })

  it('gives the reason of a refusal where the page asks for it', async () => {
    const refused = failing(forbidden('Needs the auditor role.'))
    const reason = 'Needs the auditor role.'
    expect(await loadIfAllowed(refused)).toEqual({ ok: false, reason })
    expect(await loadIfAllowed(async () => 1)).toEqual({ ok: true, value: 1 })
  })
})

describe('loadIfFound', () => {
  it('says why what was typed leads to nothing', async () => {
    const reason = 'There is no model churn.'
    expect(await loadIfFound(failing(notFound(reason)))).toEqual({ ok: false, reason })
    expect(await loadIfFound(failing(invalid(reason)))).toEqual({ ok: false, reason })
    expect(await loadIfFound(async () => 1)).toEqual({ ok: true, value: 1 })
  })

  it('sends a lost session to sign in all the same', async () => {
    await expect(loadIfFound(failing(unauthenticated('gone')))).rejects.toMatchObject({
      digest: expect.stringContaining('/sign-in'),
    })
  })
})

describe('fromCursor', () => {
  const list = async (cursor: string | undefined) => {
    if (cursor === 'bad') throw invalid('cursor', { fields: { cursor: 'bad' } })
    return cursor ?? 'first page'
  }

  it('takes a cursor that is none of this list for the first page', async () => {
    expect(await fromCursor('bad', list)).toBe('first page')
    expect(await fromCursor('good', list)).toBe('good')
  })

  it('passes every other failure on', async () => {
    await expect(fromCursor('good', failing(notFound('no')))).rejects.toThrow()
  })
})
