import { expect, it } from 'vitest'
import { readFilter } from './parse'
import { wordsOf } from './words'

it.each([
  ['churn', '“churn”'],
  ['"credit risk"', '“credit risk”'],
  ['-churn', 'Not “churn”'],
  ['state:approved', 'State: approved'],
  ['state:approved,pending', 'State: approved or pending'],
  ['-state:approved', 'State: not approved'],
  ['tag!=old,broken', 'Tag: not old or broken'],
  ['tag:prod*', 'Tag: prod…'],
  ['owner:me', 'Owner: me'],
  ['metric.accuracy>0.9', 'accuracy > 0.9'],
  ['metric."val acc">=0.9', 'val acc ≥ 0.9'],
  ['metric.loss:NaN', 'loss = NaN'],
  ['param.depth<=6', 'depth ≤ 6'],
  ['param.optimizer:adam,sgd', 'optimizer = adam or sgd'],
  ['field.risk:high', 'risk: high'],
  ['size>10MB', 'Size > 10MB'],
  ['version:3', 'Version: 3'],
  ['is:stale,recalled', 'Is stale or recalled'],
  ['-is:stale', 'Is not stale'],
  ['has:run', 'Has run'],
  ['-has:note', 'Has no note'],
  ['updated:<30d', 'Updated in the last 30 days'],
  ['updated:1d', 'Updated in the last 1 day'],
  ['created>2w', 'Created more than 2 weeks ago'],
  ['created:>2026-01-01', 'Created after 2026-01-01'],
  ['created>=2026-01-01', 'Created from 2026-01-01'],
  ['created<2026', 'Created before 2026'],
  ['created<=2026-02', 'Created until 2026-02'],
  ['created:2026-01-05', 'Created on 2026-01-05'],
  ['created:2026-01', 'Created in 2026-01'],
  ['created!=2026-01', 'Created not in 2026-01'],
  ['-created:<6mo', 'Not (Created in the last 6 months)'],
  ['state:approved OR tag:x', 'State: approved or Tag: x'],
  ['(a b) OR NOT (tag:x tag:y)', '(“a” and “b”) or Not (Tag: x and Tag: y)'],
])('%s says %s', (text, words) => {
  const { filter, problems } = readFilter(text)
  expect(problems).toEqual([])
  expect(filter && wordsOf(filter)).toBe(words)
})
