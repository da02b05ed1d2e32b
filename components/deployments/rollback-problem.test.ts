import { describe, expect, it } from 'vitest'
import type { Variant } from '@/lib/deployments/view'
import { rollbackProblem } from './rollback-problem'
import { variantOf } from './testing'

const of = (changed: Partial<Variant> = {}, hidden = 0) =>
  rollbackProblem({
    revision: { variants: [variantOf(3, changed)], hidden },
    may: { ok: true },
    archived: false,
  })

describe('an earlier split', () => {
  it('is put in force again where all that it names is still approved', () => {
    expect(of()).toBeNull()
  })

  it('is not where a version of it is rejected, waits again, or is out of use, which is named', () => {
    expect(of({ state: 'rejected' })).toBe('v3 of churn is rejected by now.')
    expect(of({ state: 'pending' })).toBe('v3 of churn is not approved any more.')
    expect(of({ life: 'archived' })).toBe('v3 of churn is archived by now.')
  })

  it('is left to the policy where that let it serve unapproved', () => {
    expect(of({ state: 'pending', unapproved: true })).toBeNull()
    expect(of({ state: 'rejected', unapproved: true })).toBe('v3 of churn is rejected by now.')
  })

  it('is not where the reader sees only a part of it, or it served nothing', () => {
    expect(of({}, 1)).toBe('It has versions of models that you may not see.')
    const revision = { variants: [], hidden: 0 }
    expect(rollbackProblem({ revision, may: { ok: true }, archived: false })).toContain(
      'served nothing',
    )
  })

  it('says first what the reader lacks', () => {
    const revision = { variants: [variantOf(3)], hidden: 0 }
    const may = { ok: false as const, reason: 'Needs the maintainer role. You are a reader.' }
    expect(rollbackProblem({ revision, may, archived: true })).toBe(may.reason)
    expect(rollbackProblem({ revision, may: { ok: true }, archived: true })).toContain('archived')
  })
})
