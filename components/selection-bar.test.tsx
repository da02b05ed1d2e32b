import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { VersionsOf } from '@/lib/paths'
import { SelectBox } from './select-box'
import { SelectionBar } from './selection-bar'

it('belongs with the boxes of the page, wherever they stand, and needs no script', () => {
  const box = renderToStaticMarkup(<SelectBox model="churn" version={3} />)
  const bar = renderToStaticMarkup(<SelectionBar org="acme" />)
  expect(box).toContain('name="v" value="model://churn/v3"')
  expect(box).toContain('Select churn v3')
  expect(/<form id="([^"]+)"/.exec(bar)?.[1]).toBe(/ form="([^"]+)"/.exec(box)?.[1])
  expect(bar).toMatch(/<form [^>]*action="\/acme\/bulk" method="get"/)
  expect(bar).toMatch(/<button [^>]*value="archive" [^>]*name="do"/)
})

it('leads to all that the list holds, where it is narrowed', () => {
  const bar = (whole?: VersionsOf) =>
    renderToStaticMarkup(<SelectionBar org="acme" whole={whole} matching="37" />)
  const ofModel = { q: 'tag:prod', model: 'churn', state: 'pending', life: 'archived' }
  expect(bar(ofModel)).toContain(
    'href="/acme/bulk?q=tag:prod&amp;model=churn&amp;state=pending&amp;life=archived"',
  )
  expect(bar({ q: 'state:pending' })).toContain('href="/acme/bulk?q=state:pending"')
  expect(bar({ q: 'state:pending' })).toContain('All 37 matching this filter (200 at most)…')
  expect(bar()).not.toContain('matching')
  expect(bar({ q: undefined })).not.toContain('matching')
})
