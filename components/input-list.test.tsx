import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { RunInput } from '@/lib/runs/view'
import { InputList } from './input-list'

it('shows the first hundred files of an input, and says how many there are', () => {
  const files = Array.from({ length: 100_000 }, (_, at) => ({
    name: `${at}.jpg`,
    size: 1,
    sha256: 'a'.repeat(64),
    url: `/files/${at}`,
    datum: null,
    properties: {},
  }))
  const uri = 'dataset://pets/v1'
  const inputs = [{ name: 'pets', uri, resolved: uri, kind: 'dataset_version', files }]
  const html = renderToStaticMarkup(<InputList org="acme" inputs={inputs as RunInput[]} />)
  expect(html.match(/href="\/files\/\d+"/g)).toHaveLength(100)
  expect(html).toContain('The first 100 of 100,000 files')
})
