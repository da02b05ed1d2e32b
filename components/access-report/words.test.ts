import { describe, expect, it } from 'vitest'
import { askable } from '@/lib/access-report/askable'
import { deedOf, needWords, pathWords } from './words'

describe('an action', () => {
  it.each([
    ['version.approve', 'approve a version'],
    ['alias.move', 'move an alias'],
    ['model.access', 'see who has access to a model'],
    ['member.list', 'list members'],
    ['member.sign_out', 'sign out a member'],
    ['organization.read', 'open the organization'],
    ['run_group.finish', 'finish a task or pipeline'],
    ['audit.export', 'take the log as a file'],
  ])('%s is told as: %s', (action, words) => {
    expect(deedOf(action)).toBe(words)
  })

  it('has words of its own, whichever may be asked about', () => {
    const words = askable.organization.map(deedOf)
    expect(new Set(words).size).toBe(words.length)
    for (const one of words) expect(one).toMatch(/^[a-z][a-z ]+$/)
  })
})

it.each([
  ['version.approve', ['approver'], 'To approve a version takes the approver role.'],
  ['alias.move', ['maintainer'], 'To move an alias takes the maintainer role or a higher one.'],
  ['model.read', ['reader', 'approver', 'auditor'], 'To read a model takes any role here.'],
  [
    'comment.create',
    ['reader', 'approver'],
    'To create a comment takes any role here but auditor.',
  ],
])('what %s needs is told in a sentence', (action, needs, words) => {
  expect(needWords(action, needs)).toBe(words)
})

describe('a role', () => {
  it('is told with where it holds and through which team', () => {
    const team = { slug: 'risk', name: 'Risk' }
    const path = { role: 'approver', from: 'project', project: 'lab', team } as const
    expect(pathWords(path)).toBe('approver of the project lab, through the team Risk')
    expect(pathWords({ ...path, from: 'organization', project: null, team: null })).toBe(
      'approver of the organization',
    )
  })
})
