import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ApprovalRule,
  type CountedDecision,
  lastsUntil,
  missing,
  standing,
  tally,
} from './count'

const now = new Date('2026-06-01T00:00:00Z')
const any = { roles: null, teams: null, fourEyes: true, byToken: true }
const of = (count: number, teams: string[] | null = null): ApprovalRule => ({
  ...any,
  count,
  teams,
})

function by(person: string, more: Partial<CountedDecision> = {}): CountedDecision {
  return {
    verdict: 'approve',
    person,
    override: false,
    own: false,
    stale: false,
    validUntil: null,
    teams: [],
    roles: ['approver'],
    ofMaker: false,
    byToken: false,
    ...more,
  }
}

describe('which approvals stand', () => {
  const people = (decisions: CountedDecision[]) => standing(decisions).map(({ person }) => person)

  it('are those since the last rejection, withdrawal or override', () => {
    const [ana, ben] = [by('ana'), by('ben')]
    expect(people([ana, by('cy', { verdict: 'reject' }), ben])).toEqual(['ben'])
    expect(people([ana, by('cy', { verdict: 'withdraw' }), ben])).toEqual(['ben'])
    expect(people([ana, by('cy', { override: true }), ben])).toEqual(['ben'])
  })

  it('are without the one that its giver took back, and with those of others', () => {
    expect(people([by('ana'), by('ben'), by('ana', { verdict: 'withdraw', own: true })])).toEqual([
      'ben',
    ])
  })

  it('are one of each person, the newest', () => {
    const again = by('ana', { validUntil: '2027-01-01T00:00:00Z' })
    expect(standing([by('ana', { stale: true }), by('ben'), again])).toEqual([by('ben'), again])
  })
})

describe('counting approvals', () => {
  it('counts a person once, however often they approve', () => {
    expect(tally(of(2), [by('ana'), by('ana')], now)).toMatchObject({ given: 1, met: false })
    expect(tally(of(2), [by('ana'), by('ben')], now)).toMatchObject({ given: 2, met: true })
  })

  it('counts neither what is stale nor what has run out', () => {
    const ended = by('ben', { validUntil: now.toISOString() })
    expect(tally(of(1), [by('ana', { stale: true }), ended], now)).toMatchObject({ given: 0 })
  })

  it('counts only people of the teams, and of as many of them as there can be', () => {
    const rule = of(2, ['risk', 'platform'])
    const two = [by('ana', { teams: ['risk'] }), by('ben', { teams: ['risk'] })]
    expect(tally(rule, two, now)).toMatchObject({ given: 1, met: false, without: ['platform'] })
    expect(missing(rule, tally(rule, two, now))).toBe('One more approval is needed, from platform.')
    expect(missing(rule, tally(rule, [], now))).toBe(
      '2 more approvals are needed, from risk and platform.',
    )
    const third = by('cy', { teams: ['platform'] })
    expect(tally(rule, [...two, third], now)).toMatchObject({ given: 2, met: true, without: [] })
    expect(tally(rule, [by('dan', { teams: ['art'] })], now)).toMatchObject({ given: 0 })
  })

  it('lets one who is in two teams stand for either, and for one only', () => {
    const rule = of(2, ['risk', 'platform'])
    const both = by('ana', { teams: ['risk', 'platform'] })
    expect(tally(rule, [both], now)).toMatchObject({ given: 1, met: false })
    expect(tally(rule, [both, by('ben', { teams: ['risk'] })], now)).toMatchObject({ met: true })
    expect(tally(rule, [by('ben', { teams: ['risk'] }), both], now)).toMatchObject({ met: true })
  })

  it('counts who holds a role of the policy, or one above it, and is an approver still', () => {
    const rule: ApprovalRule = { ...of(1), roles: ['maintainer'] }
    const given = (roles: CountedDecision['roles']) =>
      tally(rule, [by('ana', { roles })], now).given
    expect(given(['approver'])).toBe(0)
    expect(given(['approver', 'maintainer'])).toBe(1)
    expect(given(['approver', 'admin'])).toBe(1)
    expect(given(['admin'])).toBe(0)
  })

  it('takes one approval at least', () => {
    expect(tally(of(0), [], now)).toMatchObject({ needed: 1, given: 0, met: false })
  })
})

describe('how long approvals last', () => {
  const until = (day: number) => `2026-07-${String(day).padStart(2, '0')}T00:00:00.000Z`

  it('is as long as the shortest of those that are needed', () => {
    const three = [1, 9, 5].map((day) => by(String(day), { validUntil: until(day) }))
    expect(lastsUntil(of(2), three, now)).toBe(until(5))
    expect(lastsUntil(of(1), [by('ana'), ...three], now)).toBeNull()
  })
})

const teams = ['a', 'b', 'c', 'd']
const someTeams = fc.subarray(teams)
const decisions = fc.array(
  fc.record({
    verdict: fc.constant('approve' as const),
    person: fc.constantFrom('p', 'q', 'r', 's', 't', 'u'),
    override: fc.constant(false),
    own: fc.constant(false),
    stale: fc.boolean(),
    validUntil: fc.constantFrom(null, '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'),
    teams: someTeams,
    roles: fc.constant(['approver'] as CountedDecision['roles']),
    ofMaker: fc.constant(false),
    byToken: fc.constant(false),
  }),
  { maxLength: 8 },
)
const rules = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  roles: fc.constant(null),
  teams: fc.option(fc.subarray(teams, { minLength: 1 })),
  fourEyes: fc.constant(true),
  byToken: fc.constant(true),
})

describe('whatever the policy and the decisions are', () => {
  it('is met exactly when different people can stand for the teams', () => {
    fc.assert(
      fc.property(rules, decisions, (rule, made) => {
        const { met, given, needed, counted } = tally(rule, made, now)
        expect(given).toBeGreaterThanOrEqual(0)
        expect(given).toBeLessThanOrEqual(needed)
        expect(met).toBe(given === needed)
        expect(met).toBe(canBeMet(rule, counted))
      }),
    )
  })

  it('never loses by one more approval of somebody new', () => {
    fc.assert(
      fc.property(rules, decisions, someTeams, (rule, made, their) => {
        const before = tally(rule, made, now)
        const after = tally(rule, [...made, by('new', { teams: their })], now)
        expect(after.given).toBeGreaterThanOrEqual(before.given)
        expect(after.given).toBeLessThanOrEqual(before.given + 1)
      }),
    )
  })
})

/** The same asked of every choice of people, one after the other. */
function canBeMet({ count, teams: wanted }: ApprovalRule, people: CountedDecision[]): boolean {
  if (people.length < count) return false
  return !wanted || covers(wanted, people) >= Math.min(count, wanted.length)
}

function covers([first, ...rest]: string[], people: CountedDecision[]): number {
  if (first === undefined) return 0
  const without = covers(rest, people)
  const stands = people
    .filter((person) => person.teams.includes(first))
    .map(
      (person) =>
        1 +
        covers(
          rest,
          people.filter((other) => other !== person),
        ),
    )
  return Math.max(without, ...stands)
}
