import { expect, it } from 'vitest'
import { safeReturnTo } from './return-to'

const origin = 'https://hub.example'

it.each([
  ['/acme/models?state=pending#top', '/acme/models?state=pending#top'],
  ['/', '/'],
  ['https://hub.example/acme', '/acme'],
  ['acme/models', '/acme/models'],
])('goes to %s', (asked, path) => {
  expect(safeReturnTo(asked, origin)).toBe(path)
})

it.each([
  'https://evil.example/acme',
  'http://hub.example/acme',
  'https://hub.example.evil.example/',
  'https://hub.example@evil.example/',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/acme/..//evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'http://[',
  '',
  '/sign-in?next=/acme',
  `/${'x'.repeat(5000)}`,
  undefined,
  ['/a', '/b'],
])('goes to the start instead of %j', (asked) => {
  expect(safeReturnTo(asked, origin)).toBe('/')
})
