import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Role } from '../actor'
import { effectivePolicy, type PolicySource } from './effective'
import { PolicyRules } from './rules'

function source(scope: PolicySource['scope'], name: string, rules: PolicyRules): PolicySource {
  return { scope, scopeId: `${scope} ${name}`, name, revision: 1, rules }
}
const organization = (rules: PolicyRules) => source('organization', 'acme', rules)
const project = (name: string, rules: PolicyRules) => source('project', name, rules)
const model = (rules: PolicyRules) => source('model', 'churn', rules)
const of = (...sources: PolicySource[]) => effectivePolicy(sources, true)
const gate = (name: string, cel: string) => ({ name, cel })

describe('a single value', () => {
  it('is what the hub ships with, and the four eyes that the organization chose', () => {
    const { approvals, fourEyes, tokenDecisions, validDays } = effectivePolicy([], false)
    expect(approvals.value).toEqual({ count: 1, roles: null, teams: null })
    expect([fourEyes.value, tokenDecisions.value, validDays.value]).toEqual([false, true, null])
    expect(fourEyes.from.scope).toBe('default')
  })

  it('is that of the most specific place, also where it is looser', () => {
    const policy = of(
      model({ validDays: null, fourEyes: false }),
      organization({ validDays: 90, fourEyes: true, approvedOnly: true }),
    )
    expect(policy.validDays).toMatchObject({ value: null, from: { scope: 'model' } })
    expect(policy.fourEyes.value).toBe(false)
    expect(policy.approvedOnly).toMatchObject({ value: true, from: { scope: 'organization' } })
  })

  it('of several projects is the strictest', () => {
    const policy = of(
      project('a', {
        validDays: null,
        fourEyes: false,
        tokenDecisions: false,
        signInMinutes: 60,
        approvedOnly: false,
      }),
      project('b', {
        validDays: 90,
        fourEyes: true,
        tokenDecisions: true,
        signInMinutes: 5,
        approvedOnly: true,
      }),
    )
    expect(policy.validDays).toMatchObject({ value: 90, from: { name: 'b' } })
    expect(policy.fourEyes.value).toBe(true)
    expect(policy.tokenDecisions).toMatchObject({ value: false, from: { name: 'a' } })
    expect(policy.signInMinutes.value).toBe(5)
    expect(policy.approvedOnly.value).toBe(true)
  })
})

describe('approvals of several projects', () => {
  const both = (a: PolicyRules['approvals'], b: PolicyRules['approvals']) =>
    of(project('a', { approvals: a }), project('b', { approvals: b })).approvals.value

  it('are the larger number, and keep the teams of the smaller', () => {
    expect(both({ count: 2, teams: ['risk'] }, { count: 3 })).toMatchObject({
      count: 3,
      teams: ['risk'],
    })
  })

  it('are of every team that one of them names', () => {
    expect(both({ count: 1, teams: ['risk'] }, { count: 1, teams: ['platform'] })).toEqual({
      count: 2,
      roles: null,
      teams: ['risk', 'platform'],
    })
  })

  it('are those of the model alone where it says something', () => {
    const policy = of(
      project('a', { approvals: { count: 3 } }),
      model({ approvals: { count: 1, roles: ['admin'] } }),
    )
    expect(policy.approvals.value).toEqual({ count: 1, roles: ['admin'], teams: null })
  })
})

describe('a list', () => {
  it('adds up, and an entry of the same name takes the place of a less specific one', () => {
    const policy = of(
      organization({ gates: [gate('good', '1'), gate('fast', '1')], evidence: ['note'] }),
      model({ gates: [gate('good', '2')], evidence: ['run', 'note'] }),
    )
    expect(policy.gates.map(({ value, from }) => [value.name, value.cel, from.scope])).toEqual([
      ['fast', '1', 'organization'],
      ['good', '2', 'model'],
    ])
    expect(policy.evidence.map(({ value }) => value)).toEqual(['run', 'note'])
  })

  it('keeps what two projects ask under one name, told apart', () => {
    const policy = of(
      organization({ gates: [gate('good', '0')] }),
      project('a', { gates: [gate('good', '1')] }),
      project('b', { gates: [gate('good', '2')] }),
    )
    expect(policy.gates.map(({ value }) => value)).toEqual([
      gate('good', '1'),
      gate('good (b)', '2'),
    ])
  })

  it('of a model replaces what all of its projects say under that name', () => {
    const policy = of(
      project('a', { gates: [gate('good', '1')] }),
      project('b', { gates: [gate('good', '2')] }),
      model({ gates: [gate('good', '3')] }),
    )
    expect(policy.gates.map(({ value }) => value)).toEqual([gate('good', '3')])
  })

  it('holds once what two projects say alike', () => {
    const same = { gates: [gate('good', '1')], protectedAliases: [{ name: 'production' }] }
    const policy = of(project('a', same), project('b', same))
    expect([policy.gates.length, policy.protectedAliases.length]).toEqual([1, 1])
  })
})

const someRules = fc.record(
  {
    approvals: fc.oneof(
      fc.record({ count: fc.integer({ min: 1, max: 10 }) }),
      fc.record({
        count: fc.integer({ min: 1, max: 10 }),
        teams: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
      }),
    ),
    fourEyes: fc.boolean(),
    evidence: fc.uniqueArray(fc.constantFrom('note', 'run', 'metric:auc')),
    gates: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('x', 'y'), cel: fc.constantFrom('true', 'false') }),
      { selector: ({ name }) => name },
    ),
    validDays: fc.option(fc.integer({ min: 1, max: 3660 })),
    approvedOnly: fc.boolean(),
    tokenDecisions: fc.boolean(),
    exclude: fc.uniqueArray(fc.constantFrom('stale' as const, 'expired' as const)),
    deployUnapproved: fc.uniqueArray(fc.constantFrom('staging', 'demo')),
  },
  { requiredKeys: [] },
)

describe('whatever the policies are', () => {
  const shuffled = fc.tuple(someRules, someRules, someRules, someRules).chain(([a, b, c, d]) => {
    const sources = [organization(a), project('p', b), project('q', c), model(d)]
    return fc.tuple(
      fc.constant(sources),
      fc.shuffledSubarray(sources, { minLength: sources.length }),
    )
  })

  it('they come to the same in whichever order they are read', () => {
    fc.assert(
      fc.property(shuffled, ([sources, others]) => {
        expect(effectivePolicy(others, true)).toEqual(effectivePolicy(sources, true))
      }),
    )
  })

  it('joining a project that says more never asks for less', () => {
    fc.assert(
      fc.property(someRules, someRules, (held, joined) => {
        const before = of(project('p', held))
        const after = of(project('p', held), project('q', joined))
        if (held.approvals) {
          expect(after.approvals.value.count).toBeGreaterThanOrEqual(before.approvals.value.count)
          const kept = before.approvals.value.teams ?? []
          expect(after.approvals.value.teams ?? kept).toEqual(expect.arrayContaining(kept))
        }
        const cels = after.gates.map(({ value }) => value.cel)
        for (const { value } of before.gates) expect(cels).toContain(value.cel)
        if (held.fourEyes) expect(after.fourEyes.value).toBe(true)
        if (held.tokenDecisions === false) expect(after.tokenDecisions.value).toBe(false)
        const [was, is] = [before.validDays.value, after.validDays.value]
        if (held.validDays !== undefined && was !== null)
          expect(is ?? Infinity).toBeLessThanOrEqual(was)
      }),
    )
  })

  it('rules are read again as they were written', () => {
    fc.assert(
      fc.property(someRules, (rules) => {
        const read = PolicyRules.parse(rules)
        expect(PolicyRules.parse(JSON.parse(JSON.stringify(read)))).toEqual(read)
      }),
    )
  })
})

describe('several projects that ask for different approvers', () => {
  const approvals = (...asked: NonNullable<PolicyRules['approvals']>[]) =>
    of(...asked.map((one, at) => project(`p${at}`, { approvals: one }))).approvals.value
  const risk = { count: 1, teams: ['risk'] }

  it.each([
    [risk, { count: 1, roles: ['contributor' as const] }, 1, ['contributor']],
    [risk, { count: 2, roles: ['maintainer' as const] }, 2, ['maintainer']],
    [risk, { count: 3 }, 3, null],
  ])('each get their own, whatever they are called', (one, other, count, roles) => {
    const both = { count, roles, teams: ['risk'] }
    expect(approvals(one, other)).toEqual(both)
    expect(approvals(other, one)).toEqual(both)
  })

  it('have the higher role hold, and nobody where no role is good for both', () => {
    const roles = (...named: Role[]) => ({ count: 1, roles: named })
    for (const [one, other, both] of [
      [roles('admin'), roles('contributor'), ['admin']],
      [roles('auditor', 'maintainer'), roles('maintainer'), ['maintainer']],
      [roles('approver'), roles('maintainer'), ['maintainer']],
      [roles('auditor'), roles('maintainer'), []],
    ] as const) {
      expect(approvals(one, other).roles).toEqual(both)
      expect(approvals(other, one).roles).toEqual(both)
    }
  })
})
