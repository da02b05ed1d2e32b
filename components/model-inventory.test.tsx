import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { readColumns } from '@/lib/columns/columns'
import type { Model } from '@/lib/models/view'
import type { ModelFilters } from '@/lib/paths'
import { ModelInventory } from './model-inventory'
import { VersionList } from './version-list'

/** The forms of a list ask for a router, and use none before somebody types. */
const drawn = (list: ReactNode) =>
  renderToStaticMarkup(
    <AppRouterContext.Provider value={{} as never}>{list}</AppRouterContext.Provider>,
  )

const done = async () => ({ ok: true, value: null }) as const

const shared = {
  org: 'acme',
  facets: null,
  meanings: {},
  none: null,
  now: new Date(0),
  kept: { isKept: true, keepsSome: true, keep: done, forget: done },
  addressOf: () => '/',
}

const churn: Model = {
  ...{ slug: 'churn', name: 'Churn', uri: 'model://churn/', description: '', versions: 0 },
  ...{ accessMode: 'organization', life: 'live', tags: [], projects: [], fields: {} },
  owner: { kind: 'person', id: '1', name: 'Ana' },
  ...{ newest: null, latest: null, createdAt: '2026-01-05', updatedAt: '2026-01-05' },
}

/** The list with columns that the person keeps, which its address does not name. */
function inventory(columns: string, filters: ModelFilters): string {
  return drawn(
    <ModelInventory
      {...shared}
      models={{ items: [churn], nextCursor: null }}
      columns={readColumns(columns, 'models')}
      cells={{ metrics: {}, offered: [] }}
      fields={[]}
      filters={filters}
    />,
  )
}

const csvOf = (page: string) => /href="([^"]*\.csv[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&')

it('downloads the columns that it shows, wherever they were chosen', () => {
  expect(csvOf(inventory('owner,metric.accuracy', { q: 'tag:prod' }))).toBe(
    '/api/v1/acme/models.csv?q=tag:prod&columns=owner,metric.accuracy',
  )
  expect(csvOf(inventory('name', { q: 'lab' }))).toBe('/api/v1/acme/models.csv?q=lab&columns=name')
})

it('says whose metrics it shows where models are found by any of their versions', () => {
  expect(inventory('metric.accuracy', { match: 'any' })).toContain('title="newest accuracy"')
  expect(inventory('metric.accuracy', { match: 'approved' })).toContain('title="accuracy"')
})

it('downloads those of versions too, of the rows that it shows', () => {
  const page = drawn(
    <VersionList
      {...shared}
      versions={{ items: [], nextCursor: null }}
      columns={readColumns('state,param.depth', 'versions')}
      metrics={[]}
      cells={{ params: {}, datasets: {}, latest: {}, offered: [] }}
      whole={{ model: 'churn', life: 'archived' }}
      filters={{ life: 'archived' }}
      usualSort="-number"
    />,
  )
  expect(csvOf(page)).toBe(
    '/api/v1/acme/versions.csv?model=churn&life=archived&columns=state,param.depth',
  )
})
