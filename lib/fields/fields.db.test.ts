import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Ctx } from '../actor'
import { removeMember } from '../members/remove'
import { getModel, listModels } from '../models/queries'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { listVersions } from '../versions/queries'
import { defineField, updateField } from './define'
import { listFields, listModelFields } from './queries'
import { removeField } from './remove'
import { setFields } from './set'

let hub: TestHub
let acme: TestOrganization
let ada: Ctx
let ana: Ctx
let rita: Ctx
let org: string

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  ada = acme.as('admin')
  ana = acme.as('contributor')
  rita = acme.as('reader')
  await modelOf(acme.as('maintainer'), org, 'churn')
})

const lastEvent = async () => (await acme.events()).at(-1)
const risk = { label: 'Risk class', kind: 'choice' as const, choices: ['low', 'high'] }
const define = (draft: Omit<Parameters<typeof defineField>[1], 'org'>) =>
  defineField(ada, { org, ...draft })
const say = (values: Record<string, string | number | null>, model = 'churn') =>
  setFields(ana, { org, model, ...values })
const said = async (model = 'churn') => (await getModel(rita, { org, model })).fields
const keys = async () => (await listFields(rita, { org })).items.map(({ key }) => key)

describe('a field', () => {
  it('is defined by an admin, with a key made from its label, for everybody to see', async () => {
    const made = await define({ ...risk, help: 'As by the policy.', required: true })
    expect(made).toMatchObject({ key: 'risk_class', required: true, inUse: false })
    const told = { ...made, inUse: null }
    expect(await listFields(rita, { org })).toEqual({ items: [told], nextCursor: null })
    expect(await lastEvent()).toMatchObject({
      action: 'field.define',
      subject: { kind: 'field', uri: `/${org}/settings/fields/risk_class` },
      before: null,
      after: { key: 'risk_class', kind: 'choice', choices: ['low', 'high'] },
    })
  })

  it('is defined, changed and removed by nobody else, and each refusal is recorded', async () => {
    await define(risk)
    const mia = acme.as('maintainer')
    const tries = [
      () => defineField(mia, { org, label: 'Mine', kind: 'text' }),
      () => updateField(mia, { org, key: 'risk_class', label: 'Mine' }),
      () => removeField(mia, { org, key: 'risk_class' }),
    ]
    for (const attempt of tries) {
      await expect(attempt()).rejects.toMatchObject({
        kind: 'forbidden',
        message: 'Needs the admin role. You are a maintainer.',
      })
      expect(await lastEvent()).toMatchObject({ outcome: 'refused' })
    }
    expect(await listFields(rita, { org })).toMatchObject({ items: [{ label: 'Risk class' }] })
  })

  it('is refused with a sentence where it makes no sense', async () => {
    await define(risk)
    const wrong: [object, string][] = [
      [{ label: 'Empty', kind: 'choice' }, 'Say what there is to choose from.'],
      [{ label: 'Many', kind: 'text', choices: ['a'] }, 'Only a choice has choices.'],
      [{ label: '???', kind: 'text' }, 'No key can be made from this label.'],
      [{ label: 'Model', kind: 'text' }, 'No key can be made from this label.'],
      [{ label: 'A', key: 'Not So', kind: 'text' }, 'A key begins with a lower-case letter'],
      [{ label: '', kind: 'text' }, 'Give it a name.'],
    ]
    for (const [draft, sentence] of wrong)
      await expect(define(draft as typeof risk)).rejects.toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining(sentence),
      })
    await expect(define(risk)).rejects.toMatchObject({
      kind: 'conflict',
      message: 'There is a field risk_class already. Choose another key.',
    })
    await expect(updateField(ada, { org, key: 'none', label: 'x' })).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(updateField(ada, { org, key: 'risk_class' })).rejects.toMatchObject({
      kind: 'invalid',
    })
    expect(await keys()).toEqual(['risk_class'])
  })

  it('of one key is defined once, by whoever of several is first', async () => {
    const both = await Promise.allSettled([define(risk), define(risk), define(risk)])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await keys()).toEqual(['risk_class'])
  })

  it('takes another place among the others', async () => {
    for (const label of ['a', 'b', 'c', 'd']) await define({ label, kind: 'text' })
    await updateField(ada, { org, key: 'd', position: 1 })
    expect(await keys()).toEqual(['d', 'a', 'b', 'c'])
    expect(await lastEvent()).toMatchObject({ before: { position: 4 }, after: { position: 1 } })
    await updateField(ada, { org, key: 'a', position: 3 })
    expect(await keys()).toEqual(['d', 'b', 'a', 'c'])
    await updateField(ada, { org, key: 'b', position: 50 })
    expect(await keys()).toEqual(['d', 'a', 'c', 'b'])
    await define({ label: 'e', kind: 'text' })
    expect(await keys()).toEqual(['d', 'a', 'c', 'b', 'e'])
  })

  it('keeps its kind and the choices that models made once they say something in it', async () => {
    await define(risk)
    const change = (edits: object) => updateField(ada, { org, key: 'risk_class', ...edits })
    await change({ kind: 'number' })
    await change({ kind: 'choice', choices: ['low', 'high', 'none'] })
    await say({ risk_class: 'high' })
    await expect(change({ kind: 'text' })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('so it stays a choice'),
    })
    await expect(change({ choices: ['low'] })).rejects.toMatchObject({
      kind: 'conflict',
      message: '1 model says high: model://churn/. Give them another value first.',
      fields: { choices: expect.any(String) },
    })
    expect(await change({ choices: ['high', 'low'], label: 'Risk' })).toMatchObject({
      label: 'Risk',
      choices: ['high', 'low'],
      inUse: true,
    })
    // Others would learn so of what a model says that they cannot see.
    expect((await listFields(ada, { org })).items).toMatchObject([{ inUse: true }])
    for (const role of ['reader', 'contributor', 'maintainer', 'auditor'] as const)
      expect((await listFields(acme.as(role), { org })).items).toMatchObject([{ inUse: null }])
  })

  it('loses no choice to somebody who takes it away at the same moment', async () => {
    await define(risk)
    for (let round = 0; round < 5; round++) {
      await say({ risk_class: 'low' })
      await updateField(ada, { org, key: 'risk_class', choices: ['low', 'high'] })
      await Promise.allSettled([
        say({ risk_class: 'high' }),
        updateField(ada, { org, key: 'risk_class', choices: ['low'] }),
      ])
      const [field] = (await listFields(rita, { org })).items
      expect(field?.choices).toContain((await said()).risk_class)
    }
  })

  it('that is removed is on no model, and comes back with what they said', async () => {
    await define(risk)
    await say({ risk_class: 'high' })
    await removeField(ada, { org, key: 'risk_class' })
    expect(await lastEvent()).toMatchObject({
      action: 'field.remove',
      before: { key: 'risk_class' },
      after: null,
    })
    expect([await keys(), await said()]).toEqual([[], {}])
    await expect(say({ risk_class: 'low' })).rejects.toMatchObject({
      kind: 'invalid',
      fields: { risk_class: 'There is no such field.' },
    })
    await expect(define({ label: 'Risk class', kind: 'date' })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('was a choice once'),
    })
    await expect(define({ ...risk, choices: ['low'] })).rejects.toMatchObject({ kind: 'conflict' })
    await define(risk)
    expect(await said()).toEqual({ risk_class: 'high' })
  })

  it('is one of 50 at most', async () => {
    for (let at = 1; at <= 50; at++) await define({ label: `f${at}`, kind: 'text' })
    await expect(define({ label: 'f51', kind: 'text' })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('at most 50 fields'),
    })
  })
})

describe('what a model says in its fields', () => {
  it('is kept by kind, told with the model everywhere, and recorded', async () => {
    await define(risk)
    await define({ label: 'Score', kind: 'number' })
    await define({ label: 'Until', kind: 'date' })
    await define({ label: 'Contact', kind: 'person' })
    await define({ label: 'Page', kind: 'url' })
    await define({ label: 'Team', kind: 'text' })
    const values = { risk_class: 'low', score: 0.5, until: '2026-02-28', team: ' Growth ' }
    const told = await say({
      ...values,
      contact: `RITA@${org}.example`,
      page: 'https://x.example/',
    })
    const contact = { id: acme.personId('reader'), kind: 'person', name: 'Rita' }
    const fields = { ...values, team: 'Growth', contact, page: 'https://x.example/' }
    expect(told.fields).toEqual(fields)
    const { items } = await listModels(rita, { org })
    expect(items.map((model) => model.fields)).toEqual([fields])
    expect(await lastEvent()).toMatchObject({
      action: 'model.update',
      before: { fields: { score: null, contact: null } },
      after: { fields: { score: 0.5, contact: contact.id } },
    })
    const listed = await listModelFields(rita, { org, model: 'churn' })
    expect(listed.map(({ key, value }) => [key, value])).toEqual(
      ['risk_class', 'score', 'until', 'contact', 'page', 'team'].map((key) => [
        key,
        fields[key as keyof typeof fields],
      ]),
    )
    expect(listed[3]?.email).toBe(`rita@${org}.example`)
  })

  it('goes back as it was read, and away by null, without touching what is not named', async () => {
    await define({ label: 'Contact', kind: 'person' })
    await define({ label: 'Team', kind: 'text' })
    await say({ contact: acme.personId('reader'), team: 'Growth' })
    const { fields } = await getModel(rita, { org, model: 'churn' })
    await setFields(ana, { org, model: 'churn', ...fields })
    expect(await lastEvent()).toMatchObject({ after: { fields: {} } })
    await say({ team: null })
    expect(Object.keys(await said())).toEqual(['contact'])
    expect(await lastEvent()).toMatchObject({
      before: { fields: { team: 'Growth' } },
      after: { fields: { team: null } },
    })
  })

  it('is refused with a sentence for each that is wrong, and then nothing is kept', async () => {
    await define({ ...risk, required: true })
    await define({ label: 'Score', kind: 'number' })
    await define({ label: 'Until', kind: 'date' })
    await define({ label: 'Contact', kind: 'person' })
    await define({ label: 'Page', kind: 'url' })
    await define({ label: 'Team', kind: 'text' })
    await expect(
      say({
        risk_class: 'grave',
        score: 'much',
        until: '2026-02-30',
        contact: 'nobody@example.com',
        page: 'javascript:alert(1)',
        team: 'Growth',
      }),
    ).rejects.toMatchObject({
      kind: 'invalid',
      fields: {
        risk_class: 'Choose one of low, high.',
        score: 'Give a number, such as 12 or 0.5.',
        until: 'Give a day, such as 2026-01-31.',
        contact: expect.stringContaining('has no member nobody@example.com'),
        page: 'Give an address that begins with https:// or http://.',
      },
    })
    await expect(say({ risk_class: null })).rejects.toMatchObject({
      fields: { risk_class: 'Risk class is required. Give a value.' },
    })
    await expect(say({})).rejects.toMatchObject({ kind: 'invalid' })
    for (const until of ['yesterday', '2026-1-1', '20260101', '2026-01-01T00:00:00Z'])
      await expect(say({ until })).rejects.toMatchObject({ kind: 'invalid' })
    for (const page of [
      'data:text/html,x',
      '//x.example',
      'x.example',
      `https://${'x'.repeat(2000)}`,
    ])
      await expect(say({ page })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(say({ team: 'x'.repeat(1001) })).rejects.toMatchObject({ kind: 'invalid' })
    expect(await said()).toEqual({})
  })

  it('is refused for a key that no field could have, and for more keys than there are fields', async () => {
    const many = Array.from({ length: 51 }, (_, at) => [`field_${at}`, 'x'])
    await expect(say(Object.fromEntries(many))).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('There are at most 50 fields.'),
    })
    const message = 'constructor: There is no such field.'
    await expect(say({ constructor: 'x' } as never)).rejects.toMatchObject({ message })
  })

  it('may name a person who has left since, as long as nobody else is chosen', async () => {
    await define({ label: 'Contact', kind: 'person' })
    const [id, email] = [acme.personId('reader'), `rita@${org}.example`]
    await say({ contact: id })
    await removeMember(ada, { org, id })
    await say({ contact: email })
    expect((await getModel(ana, { org, model: 'churn' })).fields).toMatchObject({ contact: { id } })
    await say({ contact: null })
    await expect(say({ contact: email })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('tells a guest of one model nothing of addresses, whom members name by id', async () => {
    await define({ label: 'Contact', kind: 'person' })
    const id = acme.personId('reader')
    await say({ contact: id })
    const made = (await acme.events()).find(({ subject }) => subject.uri === 'model://churn/')
    const scopeId = made?.subject.id ?? ''
    const grants = [{ scope: 'model' as const, scopeId, role: 'contributor' as const }]
    const guest: Ctx = {
      ...ana,
      memberships: ana.memberships.map((membership) => ({ ...membership, grants })),
    }
    const refusals = [`rita@${org}.example`, `ben@${org}.example`, 'nobody@x.example'].map(
      (contact) =>
        setFields(guest, { org, model: 'churn', contact }).catch(({ fields }) => fields.contact),
    )
    const sentence = 'Give the id of a member. Addresses are for those who may list the members.'
    expect(await Promise.all(refusals)).toEqual([sentence, sentence, sentence])
    const [contact] = await listModelFields(guest, { org, model: 'churn' })
    expect(contact).toMatchObject({ value: { name: 'Rita' }, email: null })
    const ben = acme.personId('approver')
    const told = await setFields(guest, { org, model: 'churn', contact: ben })
    expect(told.fields).toMatchObject({ contact: { name: 'Ben' } })
    await registered(ana, org, { model: 'churn' })
    const found = async (q: string) =>
      (await listVersions(guest, { org, model: 'churn', q })).items.length
    expect(await found('field.contact:Ben')).toBe(1)
    expect(await found('field.contact:ben@*')).toBe(0)
  })

  it('is for contributors, of models that they see', async () => {
    await define({ label: 'Team', kind: 'text' })
    const attempt = setFields(rita, { org, model: 'churn', team: 'Mine' })
    await expect(attempt).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await lastEvent()).toMatchObject({ action: 'model.update', outcome: 'refused' })
    await updateModel(ada, { org, model: 'churn', accessMode: 'restricted' })
    await expect(say({ team: 'x' })).rejects.toMatchObject({ kind: 'not_found' })
    const fields = listModelFields(rita, { org, model: 'churn' })
    await expect(fields).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is taken from each of several at once, field by field', async () => {
    for (const label of ['a', 'b', 'c']) await define({ label, kind: 'text' })
    await Promise.all(['a', 'b', 'c'].map((key) => say({ [key]: key })))
    expect(await said()).toEqual({ a: 'a', b: 'b', c: 'c' })
  })

  it('is text, a number, a person or nothing', () => {
    const { success } = z.safeParse(setFields.input, { org, model: 'churn', team: ['a'] })
    expect(success).toBe(false)
  })
})
