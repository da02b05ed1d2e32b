import { describe, expect, it } from 'vitest'
import { decisionProblems, partOf, readDecisions, readForm } from './read-form'

const a = 'model://churn/v1'
const b = 'model://churn/v2'
const c = 'model://churn/v3'

/** A form about three versions, of which the last was approved before. */
function formOf(entries: Record<string, string>): FormData {
  const form = new FormData()
  for (const uri of [a, b, c]) form.append('version', uri)
  const states = {
    [`state:${a}`]: 'pending',
    [`state:${b}`]: 'pending',
    [`state:${c}`]: 'approved',
  }
  for (const [name, value] of Object.entries({ ...states, ...entries })) form.append(name, value)
  return form
}

describe('a form of decisions', () => {
  it('approves what is picked, and does with the rest of the pending ones what it says', () => {
    const form = formOf({ [`pick:${a}`]: 'yes', rest: 'reject', 'reject-note': 'Overfits' })
    expect(readDecisions(form)).toEqual([
      { uri: a, decision: 'approve', note: '' },
      { uri: b, decision: 'reject', note: 'Overfits' },
    ])
  })

  it('takes a decision and a note of a version over those of all', () => {
    const form = formOf({
      rest: 'reject',
      'reject-note': 'Overfits',
      [`own:${a}`]: 'leave',
      [`note:${b}`]: 'Leaks the label',
      [`own:${c}`]: 'withdraw',
    })
    expect(readDecisions(form)).toEqual([
      { uri: b, decision: 'reject', note: 'Leaks the label' },
      { uri: c, decision: 'withdraw', note: 'Overfits' },
    ])
  })

  it('wants something decided, and a reason where it rejects', () => {
    expect(Object.keys(decisionProblems(formOf({ rest: 'leave' })))).toEqual(['rest'])
    expect(Object.keys(decisionProblems(formOf({ rest: 'reject' })))).toEqual(['reject-note'])
    const noted = { rest: 'reject', [`note:${a}`]: 'No', [`note:${b}`]: 'No' }
    expect(decisionProblems(formOf(noted))).toEqual({})
  })

  it('wants a reason to approve what was rejected', () => {
    const form = formOf({ [`state:${a}`]: 'rejected', [`own:${a}`]: 'approve' })
    form.set(`state:${a}`, 'rejected')
    expect(Object.keys(decisionProblems(form))).toEqual(['approve-note'])
  })

  it('comes in parts that decide the same', () => {
    const form = formOf({ [`pick:${a}`]: 'yes', rest: 'reject', 'reject-note': 'Overfits' })
    const parts = [partOf(form, [a]), partOf(form, [b])]
    expect(parts.flatMap((part) => readDecisions(part))).toEqual(readDecisions(form))
  })
})

describe('a form of tags', () => {
  it('is about the versions that are ticked, and wants a tag', () => {
    expect(readForm('tag', formOf({ add: 'best' }))).toEqual({ uris: [a, b, c], problems: {} })
    expect(Object.keys(readForm('tag', formOf({})).problems)).toEqual(['add'])
    expect(Object.keys(readForm('archive', new FormData()).problems)).toEqual(['versions'])
  })
})
