import { expect, it } from 'vitest'
import { moveInWords } from '../review-outcome'
import { latestAfter } from './latest-after'

const churn = { slug: 'churn', approved: [4, 1] }
const decided = (
  version: number,
  decision: 'approve' | 'reject' | 'withdraw',
  model = 'churn',
) => ({
  model,
  version,
  decision,
})

it.each([
  ['moves up', churn, [decided(9, 'approve'), decided(7, 'approve')], 'will move from v4 to v9.'],
  ['stays', churn, [decided(3, 'approve'), decided(9, 'reject')], 'stays at v4.'],
  ['falls back', churn, [decided(4, 'withdraw')], 'will move from v4 to v1.'],
  [
    'ends',
    churn,
    [decided(4, 'reject'), decided(1, 'reject')],
    'will mean nothing: no version is approved any more.',
  ],
  [
    'begins',
    { slug: 'new', approved: [] },
    [decided(2, 'approve', 'new')],
    'will mean v2, the first approved version.',
  ],
  [
    'has none',
    { slug: 'new', approved: [] },
    [decided(2, 'approve')],
    'still means nothing: no version is approved.',
  ],
])('says that latest %s', (_, model, decisions, words) => {
  const { before, after } = latestAfter(model, decisions)
  expect(moveInWords(before, after)).toBe(words)
})
