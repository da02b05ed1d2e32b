import { expect, it } from 'vitest'
import { gist } from './gist'

it.each([
  [
    '# Customers\n\nEvery customer that **bought** something.',
    'Every customer that bought something.',
  ],
  ['# Customers', 'Customers'],
  ['- one `row` per [customer](https://example.com)', 'one row per customer'],
  ['---\n\n*Where* rows come _from_.', 'Where rows come from.'],
  ['snake_case_names and 2 * 3 * 4', 'snake_case_names and 2 * 3 * 4'],
  ['', ''],
])('of %j is %j', (markdown, said) => {
  expect(gist(markdown)).toBe(said)
})
