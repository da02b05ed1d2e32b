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
    expect(label('ana@example.com')).toBe('ana@example.com')
  })
})
