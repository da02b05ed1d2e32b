import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ruleChanges, ruleLines, tellApprovals, tellOrigin } from './words'

const told = (changes: ReturnType<typeof ruleChanges>) =>
  changes.map(({ change, text }) => `${{ added: '+', removed: '-', same: ' ' }[change]} ${text}`)

describe('rules in words', () => {
  it('say each thing on a line of its own', () => {
    const lines = ruleLines({
      approvals: { count: 2, teams: ['risk', 'platform'] },
      evidence: ['note', 'card:Risks', 'metric:auc'],
      gates: [{ name: 'Good', cel: 'metrics.auc > 0.5' }],
      protectedAliases: [{ name: 'staging' }, { name: 'production', teams: ['platform'] }],
      validDays: null,
      signInMinutes: 15,
    })
    expect(lines.map(({ text }) => text)).toEqual([
      '2 approvals, from members of risk and platform',
      'a note',
      'the section Risks of the card',
      'the metric auc',
      'Good: metrics.auc > 0.5',
      'staging',
      'production, moved by maintainers in platform',
      'for ever',
      'Whoever decides has signed in within 15 minutes',
    ])
  })

  it.each([
    [1, '1 approval, from members of a, b or c'],
    [2, '2 approvals, from 2 of the teams a, b and c'],
    [3, '3 approvals, from members of a, b and c'],
  ])('say of how many of three teams %i approvals come', (count, words) => {
    expect(tellApprovals({ count, teams: ['a', 'b', 'c'] })).toBe(words)
  })

  it('say where a rule comes from', () => {
    expect(tellOrigin({ scope: 'organization', name: 'acme', revision: 3 })).toBe(
      'organization acme, revision 3',
    )
  })
})

describe('what changes between two sets of rules', () => {
  it('is what goes and what comes, beside what stays', () => {
    const before = { approvals: { count: 1 }, evidence: ['note', 'run'] }
    const after = { approvals: { count: 2 }, evidence: ['note'], fourEyes: true }
    expect(told(ruleChanges(before, after))).toEqual([
      '- 1 approval',
      '+ 2 approvals',
      '+ Who made a version does not decide on it',
      '- the run that made it',
      '  a note',
    ])
  })

  it('is nothing between the same, and turns around with its sides', () => {
    const rules = fc.record(
      {
        fourEyes: fc.boolean(),
        validDays: fc.option(fc.integer({ min: 1, max: 9 })),
        evidence: fc.uniqueArray(fc.constantFrom('note', 'run', 'metric:auc')),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(rules, rules, (a, b) => {
        expect(ruleChanges(a, a).every(({ change }) => change === 'same')).toBe(true)
        const count = (changes: ReturnType<typeof ruleChanges>, of: string) =>
          changes.filter(({ change }) => change === of).length
        expect(count(ruleChanges(a, b), 'added')).toBe(count(ruleChanges(b, a), 'removed'))
      }),
    )
  })
})
