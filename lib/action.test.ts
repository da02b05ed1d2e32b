import { describe, expect, it } from 'vitest'
import { type BoundAction, byButton, prefixed, refusalOf, withSent, words } from './action'
import { conflict } from './errors'

it('reads words from a field, and the fields of one prefix', () => {
  const form = new FormData()
  form.set('tags', ' eu,  prod\nfast ')
  form.set('project.a.b', 'yes')
  form.set('projects', 'no')
  form.set('project.c', new Blob())
  expect(words(form, 'tags')).toEqual(['eu', 'prod', 'fast'])
  expect(words(form, 'none')).toEqual([])
  expect(prefixed(form, 'project.')).toEqual([['a.b', 'yes']])
})

it('tells a refused form what was sent, names with "password" in them and all, but no password', () => {
  const form = new FormData()
  const kept = { 'output.password_classifier.onnx': 'a1', 'project.password-strength': 'yes' }
  for (const [name, value] of Object.entries(kept)) form.set(name, value)
  for (const name of ['password', 'current-password', 'new-password', '$ACTION_1:0'])
    form.set(name, 'secret')
  expect(refusalOf(conflict('Somebody was faster.'), form).values).toEqual(kept)
})

describe('a form with several buttons', () => {
  const answering = (value: string): BoundAction<null, string> =>
    Object.assign(async () => ({ ok: true as const, value }), { operations: [] })
  const action = byButton('do', { save: answering('saved'), preview: answering('seen') })
  const pressed = async (name?: string) => {
    const form = new FormData()
    if (name !== undefined) form.set('do', name)
    return action(null, null, form)
  }

  it('does what the pressed one says, and the first thing where none was', async () => {
    expect(await pressed('preview')).toEqual({ ok: true, value: 'seen' })
    expect(await pressed()).toEqual({ ok: true, value: 'saved' })
    expect(await pressed('constructor')).toEqual({ ok: true, value: 'saved' })
  })
})

it('answers a form that is shown again with what was sent, and a refused one as it was refused', async () => {
  const form = new FormData()
  form.set('note', 'Why.')
  const done: BoundAction<null, string> = Object.assign(
    async () => ({ ok: true as const, value: 'seen' }),
    { operations: [] },
  )
  expect(await withSent(done)(null, null, form)).toEqual({
    ok: true,
    value: { answer: 'seen', sent: { note: 'Why.' } },
  })
  const refused = { ok: false as const, message: 'No.' }
  const refusing: BoundAction<null, string> = Object.assign(async () => refused, { operations: [] })
  expect(await withSent(refusing)(null, null, form)).toEqual(refused)
})
