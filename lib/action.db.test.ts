import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { formActions, text } from './action'
import type { Ctx } from './actor'
import { notFound } from './errors'
import type { ModelRef } from './models/find'
import { getModel } from './models/queries'
import { updateModel } from './models/update'
import { type TestHub, type TestOrganization, testHub } from './testing/hub'
import { modelOf, registered } from './testing/registry'
import { approveVersion, rejectVersion } from './versions/decide'
import type { VersionRef } from './versions/find'

let hub: TestHub
let acme: TestOrganization
let ref: ModelRef

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

/** `formAction` as someone, and how often it refreshed the page. */
function as(ctx: Ctx) {
  const refresh = vi.fn()
  return { formAction: formActions({ context: async () => ctx, refresh }), refresh }
}

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

async function newModel() {
  acme = await hub.organization()
  ref = { org: acme.slug, model: 'churn' }
  await modelOf(acme.as('maintainer'), acme.slug, 'churn')
}

const named = (form: FormData, bound: ModelRef) => ({ ...bound, name: text(form, 'name') })

describe('formAction', () => {
  it('runs the command with what is bound and what was sent, then refreshes', async () => {
    await newModel()
    const { formAction, refresh } = as(acme.as('contributor'))
    const rename = formAction(updateModel, named)
    expect(await rename(ref, null, formOf({ name: 'Churn 2' }))).toEqual({ ok: true })
    expect((await getModel(acme.as('reader'), ref)).name).toBe('Churn 2')
    expect(refresh).toHaveBeenCalledOnce()
  })

  it('hands on what comes after, and lets it leave for another page', async () => {
    await newModel()
    const { formAction, refresh } = as(acme.as('contributor'))
    const named2 = formAction(updateModel, named, ({ slug }) => `now ${slug}`)
    expect(await named2(ref, null, formOf({ name: 'A' }))).toEqual({ ok: true, value: 'now churn' })
    const leaving = formAction(updateModel, named, () => {
      throw new Error('to another page')
    })
    refresh.mockClear()
    await expect(leaving(ref, null, formOf({ name: 'B' }))).rejects.toThrow('to another page')
    expect(refresh).not.toHaveBeenCalled()
  })

  it('asks on the server for what a form does not carry, and tells it when that is refused', async () => {
    await newModel()
    const { formAction } = as(acme.as('contributor'))
    const doubled = formAction(updateModel, async (form, bound: ModelRef, ctx) => {
      const { name } = await getModel(ctx, { ...bound, model: text(form, 'like') })
      return { ...bound, name: `${name} again` }
    })
    expect(await doubled(ref, null, formOf({ like: 'churn' }))).toEqual({ ok: true })
    expect((await getModel(acme.as('reader'), ref)).name).toBe('churn again')
    expect(await doubled(ref, null, formOf({ like: 'none' }))).toMatchObject({
      ok: false,
      code: 'not_found',
      values: { like: 'none' },
    })
  })

  it('tells what is wrong beside the field and keeps what was sent, but no password', async () => {
    await newModel()
    const { formAction, refresh } = as(acme.as('contributor'))
    const sent = formOf({ name: '', tags: 'a b', password: 'secret', $ACTION_KEY: 'k' })
    expect(await formAction(updateModel, named)(ref, null, sent)).toEqual({
      ok: false,
      message: 'name: Give it a name.',
      code: 'invalid',
      fields: { name: 'Give it a name.' },
      values: { name: '', tags: 'a b' },
    })
    expect(refresh).not.toHaveBeenCalled()
  })

  it('tells a refusal in words and shows what is true now', async () => {
    await newModel()
    const { formAction, refresh } = as(acme.as('auditor'))
    const result = await formAction(updateModel, named)(ref, null, formOf({ name: 'X' }))
    expect(result).toMatchObject({
      ok: false,
      message: expect.stringContaining('contributor role'),
    })
    expect(refresh).toHaveBeenCalledOnce()
  })

  it('chooses among commands by a field, and only among those', async () => {
    await newModel()
    const { version } = await registered(acme.as('maintainer'), acme.slug, { model: 'churn' })
    const { formAction } = as(acme.as('approver'))
    const decide = formAction(
      { by: 'verdict', of: { approve: approveVersion, reject: rejectVersion } },
      (form, bound: VersionRef) => ({ ...bound, note: text(form, 'note') }),
    )
    const bound = { ...ref, version }
    for (const verdict of ['', 'constructor', 'delete'])
      expect(await decide(bound, null, formOf({ verdict }))).toMatchObject({
        ok: false,
        fields: { verdict: 'Choose one of them.' },
      })
    expect(await decide(bound, null, formOf({ verdict: 'approve' }))).toMatchObject({ ok: true })
    expect((await getModel(acme.as('reader'), ref)).latest?.version).toBe(version)
    expect(decide.operations.map(({ action }) => action)).toEqual([
      'version.approve',
      'version.reject',
    ])
  })

  it('believes what is bound only as far as the command does', async () => {
    await newModel()
    const { formAction } = as(acme.as('contributor'))
    const rename = formAction(updateModel, named)
    const elsewhere = await rename(
      { org: 'elsewhere', model: 'churn' },
      null,
      formOf({ name: 'X' }),
    )
    expect(elsewhere).toMatchObject({ ok: false, message: expect.stringContaining('elsewhere') })
    const broken = { org: acme.slug, model: { not: 'a slug' } } as unknown as ModelRef
    expect(await rename(broken, null, formOf({ name: 'X' }))).toMatchObject({ ok: false })
  })

  it('lets a bug and a missing sign-in pass', async () => {
    await newModel()
    const { formAction } = as(acme.as('contributor'))
    const buggy = formAction(updateModel, () => {
      throw new TypeError('a bug')
    })
    await expect(buggy(ref, null, formOf({}))).rejects.toThrow('a bug')
    const nobody = formActions({
      context: async () => {
        throw notFound('signed out')
      },
      refresh: () => undefined,
    })
    const renaming = nobody(updateModel, named)
    await expect(renaming(ref, null, formOf({ name: 'X' }))).rejects.toThrow('signed out')
  })
})
