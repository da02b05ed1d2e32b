import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rulesOfForm, valuesOf } from './form'
import { PolicyRules } from './rules'

describe('the form of a policy', () => {
  it('leaves out what is left to above', () => {
    expect(rulesOfForm([])).toEqual({})
    expect(rulesOfForm(Object.entries(valuesOf({})))).toEqual({})
  })

  it('reads texts as the command judges them', () => {
    const rules = rulesOfForm([
      ['approvals', 'own'],
      ['approvals.count', 'two'],
      ['approvals.from', 'teams'],
      ['approvals.team.risk', 'on'],
      ['valid', 'days'],
      ['validDays', ' 30 '],
      ['evidence', 'metric:auc\r\n\r\ncard:Risks'],
      ['evidence.note', 'on'],
      ['protectedAliases.1.name', 'staging'],
      ['protectedAliases.0.name', 'production'],
      ['protectedAliases.0.teams', 'risk, platform'],
      ['protectedAliases.2.name', ''],
    ])
    expect(rules).toEqual({
      approvals: { count: 'two', teams: ['risk'] },
      validDays: 30,
      evidence: ['note', 'metric:auc', 'card:Risks'],
      protectedAliases: [{ name: 'production', teams: ['risk', 'platform'] }, { name: 'staging' }],
    })
    expect(PolicyRules.safeParse(rules).success).toBe(false)
  })

  it('brings every policy back as it was', () => {
    const slug = fc.constantFrom('risk', 'platform', 'ops-2')
    const some = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { minLength: 1 })
    const rules = fc.record(
      {
        approvals: fc.oneof(
          fc.record({ count: fc.integer({ min: 1, max: 10 }) }),
          fc.record({ count: fc.integer({ min: 1, max: 10 }), teams: some(slug) }),
        ),
        fourEyes: fc.boolean(),
        evidence: some(fc.constantFrom('note', 'run', 'metric:auc', 'card:Known limits')),
        protectedAliases: fc
          .tuple(slug, some(slug))
          .map(([name, teams]) => [{ name, teams }, { name: 'other' }]),
        validDays: fc.option(fc.integer({ min: 1, max: 3660 })),
        approvedOnly: fc.boolean(),
        tokenDecisions: fc.boolean(),
        signInMinutes: fc.option(fc.integer({ min: 1, max: 1440 })),
        exclude: some(fc.constantFrom('stale' as const, 'expired' as const)),
        deployUnapproved: fc.uniqueArray(slug),
      },
      { requiredKeys: [] },
    )
    const sorted = (policy: PolicyRules) => ({
      ...policy,
      ...(policy.evidence && { evidence: [...policy.evidence].sort() }),
    })
    fc.assert(
      fc.property(rules, (policy) => {
        const back = PolicyRules.parse(rulesOfForm(Object.entries(valuesOf(policy))))
        expect(sorted(back)).toEqual(sorted(PolicyRules.parse(policy)))
      }),
    )
  })
})
