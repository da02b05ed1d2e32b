import { expect, it } from 'vitest'
import { facetViews } from './facet-views'

const facets = [
  {
    key: 'state',
    label: 'State',
    values: [
      { value: 'approved', label: 'Approved', count: 2 },
      { value: 'pending', label: 'Pending', count: 1 },
    ],
  },
]
const links = (q?: string) =>
  facetViews(facets, q, (q) => `/list?q=${q}`)[0]?.values.map(({ on, href }) => ({ on, href }))

it('leads to the filter with a value, and back to the one without it', () => {
  expect(links()).toEqual([
    { on: false, href: '/list?q=state:approved' },
    { on: false, href: '/list?q=state:pending' },
  ])
  expect(links('churn state:approved')).toEqual([
    { on: true, href: '/list?q=churn' },
    { on: false, href: '/list?q=churn state:approved,pending' },
  ])
})
