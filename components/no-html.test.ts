import { expect, it } from 'vitest'

const sources = import.meta.glob<string>(['./**/*.{ts,tsx}', '../app/**/*.{ts,tsx}'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** What would take a text for a page or for code, past React, which writes texts as texts. */
const unsafe =
  /dangerouslySetInnerHTML|\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\(|srcDoc=/

it('hands no text of anybody to the browser as HTML or code', () => {
  const found = Object.entries(sources).filter(
    ([path, source]) => !path.endsWith('no-html.test.ts') && unsafe.test(source),
  )
  expect(Object.keys(sources).length).toBeGreaterThan(300)
  expect(found.map(([path]) => path)).toEqual([])
})
