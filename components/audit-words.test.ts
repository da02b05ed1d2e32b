import { describe, expect, it } from 'vitest'
import { actions } from '@/lib/access'
import { spokenActions, subjectLabel, verbOf } from './audit-words'

describe('the words of the activity log', () => {
  it.each(Object.keys(actions))('has words for %s', (action) => {
    expect(spokenActions).toContain(action)
  })

  it('says what was done and what was only tried', () => {
    expect(verbOf({ action: 'version.approve', outcome: 'done' })).toBe('approved')
    expect(verbOf({ action: 'version.approve', outcome: 'refused' })).toBe('tried to approve')
  })

  it('names an action it has no words for', () => {
    expect(verbOf({ action: 'moon.land', outcome: 'done' })).toBe('did moon.land to')
  })

  it('names subjects shortly', () => {
    const label = (uri: string, within?: string) => subjectLabel({ uri }, within)
    expect(label('model://churn/v3')).toBe('churn v3')
    expect(label('model://churn/v3', 'churn')).toBe('v3')
    expect(label('model://churn/', 'churn')).toBe('churn')
    expect(label('run://penguins/7')).toBe('penguins #7')
    expect(label('/acme/projects/lab/groups/3')).toBe('task or pipeline 3 of lab')
    expect(label('/acme/settings/metrics/val%2Facc')).toBe('val/acc')
    expect(label('/acme/settings/fields/review_by')).toBe('review_by')
    expect(label('dataset://pets/v2')).toBe('pets/v2')
    expect(label('/acme')).toBe('the organization')
    expect(label('/acme/settings/invitations')).toBe('the organization')
    expect(label('/acme/projects/lab')).toBe('lab')
    expect(label('/acme/settings/teams/risk')).toBe('risk')
    expect(label('/acme/deployments/checkout')).toBe('checkout')
    expect(label('/acme/settings/service-accounts/nightly')).toBe('nightly')
    expect(label('/acme/settings/groups?change=ml%2Fteam')).toBe('ml/team')
    expect(label('/acme/settings/tokens')).toBe('a token')
    expect(label('/acme/settings/webhooks')).toBe('a webhook')
    expect(label('/acme/settings/webhooks/0198c0de-0000-7000-8000-000000000000')).toBe('a webhook')
    expect(label('/')).toBe('the hub')
    expect(label('/me')).toBe('their account')
    expect(label('ana@example.com')).toBe('ana@example.com')
  })
})
