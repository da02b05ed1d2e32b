import { describe, expect, it } from 'vitest'
import { parsedFilter } from '@/lib/filter/check'
import { listModels } from '@/lib/models/queries'
import { listVersions } from '@/lib/versions/queries'
import { activityInput, activitySearch } from './[org]/activity-search'
import { search } from './search'

const shape = listModels.input.pick({ q: true, state: true, cursor: true })

describe('search', () => {
  it('keeps what the query knows, a filter as it was written', async () => {
    const given = Promise.resolve({ q: ' churn ', state: 'pending', unknown: 'x' })
    expect(await search(given, shape)).toEqual({ q: ' churn ', state: 'pending' })
  })

  it('leaves out what is blank or no such state instead of failing', async () => {
    const given = Promise.resolve({ q: ' ', state: 'bogus', cursor: ' ' })
    expect(await search(given, shape)).toEqual({})
  })

  it('keeps of a filter that is too long enough to say so', async () => {
    const { q } = await search(Promise.resolve({ q: 'x'.repeat(20_000) }), shape)
    expect(parsedFilter(q ?? '', 'models')).toMatchObject({ ok: false, problems: [{ at: 2000 }] })
  })

  it('takes what plain controls add to a filter for a part of it', async () => {
    const given = { q: 'churn', 'add.key': 'state', 'add.op': ':', 'add.value': 'approved' }
    expect(await search(Promise.resolve(given), shape)).toEqual({ q: 'churn state:approved' })
  })

  it('takes the first of several values', async () => {
    const versions = listVersions.input.pick({ state: true })
    const given = Promise.resolve({ state: ['approved', 'rejected'] })
    expect(await search(given, versions)).toEqual({ state: 'approved' })
  })
})

describe('the days of an activity page', () => {
  it('are of UTC and include the last', async () => {
    const given = Promise.resolve({ from: '2026-02-28', to: '2026-02-28', actor: 'nobody' })
    const filters = await search(given, activitySearch)
    expect(filters).toEqual({ from: '2026-02-28', to: '2026-02-28' })
    expect(activityInput(filters)).toEqual({
      from: '2026-02-28T00:00:00.000Z',
      to: '2026-03-01T00:00:00.000Z',
    })
  })

  it('are left out when there are no such days', async () => {
    const given = Promise.resolve({ from: '2026-02-30', to: 'yesterday' })
    expect(activityInput(await search(given, activitySearch))).toEqual({})
  })
})
