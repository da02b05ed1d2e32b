import { describe, expect, it } from 'vitest'
import { answerOf, shortUrl, standingOf, subjectWords } from './standing'

const at = '2027-03-01T12:00:00.000Z'
const well = { at, status: 204, problem: null }
const ill = { at, status: 500, problem: 'It answered 500.' }
const on = { paused: null, problem: null, last: well }

describe('how a webhook stands', () => {
  it.each([
    [on, 'on', null],
    [{ ...on, last: null }, 'on', null],
    [{ ...on, last: ill }, 'failing', 'It answered 500.'],
    [{ ...on, last: ill, paused: { at, reason: 'It is gone.' } }, 'paused', 'It is gone.'],
    [{ ...on, paused: { at, reason: '' }, problem: 'No secret.' }, 'failing', 'No secret.'],
  ])('%j is %s', (webhook, kind, says) => {
    expect(standingOf(webhook)).toEqual({ kind, says })
  })
})

describe('an address in a table', () => {
  it('is left alone where it is short', () => {
    expect(shortUrl('https://ci.example.com/hooks')).toBe('https://ci.example.com/hooks')
  })

  it('keeps its host and its end', () => {
    const short = shortUrl(`https://hooks.slack.com/services/${'T0'.repeat(60)}/B0/end`)
    expect(short).toMatch(/^https:\/\/hooks\.slack\.com\/.*….*\/B0\/end$/)
    expect(short).toHaveLength(44)
  })
})

it.each([
  [{ status: 204, problem: null }, '204'],
  [{ status: 500, problem: 'It answered 500.' }, '500'],
  [{ status: 302, problem: 'Redirects are not followed.' }, '302: Redirects are not followed.'],
  [{ status: null, problem: 'Connection refused.' }, 'Connection refused.'],
  [{ status: null, problem: null }, 'No answer'],
])('says of the answer %j: %s', (last, words) => {
  expect(answerOf(last)).toBe(words)
})

it.each([
  ['model://churn/v3', 'model://churn/v3'],
  ['/acme/deployments/scoring', '/acme/deployments/scoring'],
  ['/acme/settings/webhooks/0198c0de-0000-7000-8000-000000000000', 'a webhook'],
])('names the subject %s', (subject, words) => {
  expect(subjectWords(subject)).toBe(words)
})
