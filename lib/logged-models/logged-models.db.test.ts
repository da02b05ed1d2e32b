import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { loggedModelRef } from '../tracking/ids'
import { trackedRun } from '../tracking/testing'
import { createLoggedModel } from './create'
import { getLoggedModel } from './queries'
import {
  deleteLoggedModel,
  finalizeLoggedModel,
  logModelParams,
  tagLoggedModel,
  untagLoggedModel,
} from './report'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  ana = acme.as('contributor')
})
afterAll(() => hub.close())

const place = () => ({ org: acme.slug, project: 'default' })

async function logged(more: Partial<Parameters<typeof createLoggedModel>[1]> = {}) {
  const { model } = await createLoggedModel(ana, { ...place(), experiment: 0, ...more })
  return { ...place(), model: loggedModelRef(model.id) }
}

const refusalsOf = async (action: string) =>
  (await acme.events()).filter((event) => event.action === action && event.outcome === 'refused')

describe('a logged model', () => {
  it('is made in an organization that has tracked nothing yet, pending and with a name', async () => {
    const other = await hub.organization()
    const made = await createLoggedModel(other.as('contributor'), {
      ...{ org: other.slug, project: 'default', experiment: 0 },
      params: [{ key: 'depth', value: '3' }],
      tags: [{ key: 'team', value: 'pets' }],
    })
    expect(made).toMatchObject({
      experiment: 0,
      files: 0,
      size: 0,
      metrics: [],
      registrations: [],
      model: {
        status: 'PENDING',
        modelType: '',
        runId: null,
        params: { depth: '3' },
        tags: { team: 'pets' },
        createdBy: other.personId('contributor'),
      },
    })
    expect(made.model.name).toMatch(/^[a-z]+-[a-z]+-\d+$/)
    expect((await other.events()).map(({ action }) => action)).toEqual([
      'project.create',
      'experiment.create',
    ])
  })

  it('belongs to the run that made it, which is one of its own', async () => {
    const { id, run } = await trackedRun(ana, acme.slug)
    const ref = await logged({ run })
    expect((await getLoggedModel(ana, ref)).model.runId).toBe(id)
    const others = { ...place(), experiment: 0, run }
    await expect(createLoggedModel(acme.as('maintainer'), others)).rejects.toThrow(
      'Only the person whose run it is may report to it.',
    )
    await expect(createLoggedModel(ana, { ...others, run: 'f'.repeat(32) })).rejects.toMatchObject({
      kind: 'not_found',
    })
    expect(await refusalsOf('logged_model.create')).toHaveLength(1)
  })

  it('says that its files are there, or that they are not', async () => {
    const ref = await logged()
    const ready = await finalizeLoggedModel(ana, { ...ref, status: 'READY' })
    expect(ready.model).toMatchObject({ status: 'READY', statusMessage: null })
    const failed = { ...ref, status: 'UPLOAD_FAILED' as const, message: 'The disk is full.' }
    expect((await finalizeLoggedModel(ana, failed)).model).toMatchObject({
      status: 'UPLOAD_FAILED',
      statusMessage: 'The disk is full.',
    })
  })

  it('takes further parameters, and none with another value', async () => {
    const ref = await logged({ params: [{ key: 'depth', value: '3' }] })
    const params = [
      { key: 'depth', value: '3' },
      { key: 'note', value: 'x'.repeat(7000) },
    ]
    await logModelParams(ana, { ...ref, params })
    const { model } = await getLoggedModel(ana, ref)
    expect(model.params).toEqual({ depth: '3', note: 'x'.repeat(6000) })
    await expect(
      logModelParams(ana, { ...ref, params: [{ key: 'depth', value: '4' }] }),
    ).rejects.toThrow(/^Changing param values is not allowed/)
  })

  it('keeps what twenty clients add to it at once', async () => {
    const ref = await logged()
    const keys = Array.from({ length: 20 }, (_, at) => `key-${at}`)
    await Promise.all(
      keys.map((key) => tagLoggedModel(ana, { ...ref, tags: [{ key, value: key }] })),
    )
    expect(Object.keys((await getLoggedModel(ana, ref)).model.tags).sort()).toEqual(keys.sort())
  })

  it('takes tags, and gives them back', async () => {
    const ref = await logged({ tags: [{ key: 'a', value: '1' }] })
    const tags = [
      { key: 'a', value: '2' },
      { key: 'b', value: '' },
      { key: 'a', value: '3' },
    ]
    await tagLoggedModel(ana, { ...ref, tags })
    expect((await getLoggedModel(ana, ref)).model.tags).toEqual({ a: '3', b: '' })
    await untagLoggedModel(ana, { ...ref, key: 'b' })
    await expect(untagLoggedModel(ana, { ...ref, key: 'b' })).rejects.toThrow(
      `No tag with key 'b' found for model with ID '${ref.model}'.`,
    )
    expect((await getLoggedModel(ana, ref)).model.tags).toEqual({ a: '3' })
  })

  it('is hidden once it was deleted, but not from who asks for such', async () => {
    const ref = await logged()
    await deleteLoggedModel(ana, ref)
    await deleteLoggedModel(ana, ref)
    await expect(getLoggedModel(ana, ref)).rejects.toThrow(
      `Logged model with ID '${ref.model}' not found.`,
    )
    const { model } = await getLoggedModel(ana, { ...ref, allowDeleted: true })
    expect(model.deletedAt).not.toBeNull()
    await expect(finalizeLoggedModel(ana, { ...ref, status: 'READY' })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })

  it('is written by the person whose it is alone, and that others tried is recorded', async () => {
    const ref = await logged()
    const mia = acme.as('maintainer')
    const before = (await refusalsOf('logged_model.report')).length
    for (const attempt of [
      () => finalizeLoggedModel(mia, { ...ref, status: 'READY' }),
      () => tagLoggedModel(mia, { ...ref, tags: [{ key: 'a', value: '' }] }),
      () => untagLoggedModel(mia, { ...ref, key: 'a' }),
      () => logModelParams(mia, { ...ref, params: [] }),
      () => deleteLoggedModel(mia, ref),
    ])
      await expect(attempt()).rejects.toMatchObject({ kind: 'forbidden' })
    const refused = (await refusalsOf('logged_model.report')).slice(before)
    expect(refused).toHaveLength(5)
    expect(refused[0]).toMatchObject({
      subject: {
        kind: 'logged_model',
        uri: `/${acme.slug}/projects/default/experiments/0#${ref.model}`,
      },
      reason: 'Only the person whose run it is may report to it.',
    })
  })

  it('is made by a contributor, and read by every member', async () => {
    const ref = await logged()
    const rita = acme.as('reader')
    await expect(createLoggedModel(rita, { ...place(), experiment: 0 })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    expect((await getLoggedModel(rita, ref)).model.status).toBe('PENDING')
    const elsewhere = (await hub.organization()).as('admin')
    await expect(getLoggedModel(elsewhere, ref)).rejects.toMatchObject({ kind: 'not_found' })
  })

  it.each(['', 'a/b', 'a:b', 'a.b', 'a%b', 'a"b', "a'b", 'a\nb', 'x'.repeat(501)])(
    'is not called %s',
    async (name) => {
      await expect(
        createLoggedModel(ana, { ...place(), experiment: 0, name }),
      ).rejects.toMatchObject({ kind: 'invalid' })
    },
  )

  it.each([
    [
      '101 parameters',
      { params: Array.from({ length: 101 }, (_, at) => ({ key: `${at}`, value: '' })) },
    ],
    ['a key without a character', { params: [{ key: '', value: '' }] }],
    ['a key that is too long', { tags: [{ key: 'x'.repeat(251), value: '' }] }],
    ['a NUL', { tags: [{ key: 'a', value: 'a\0b' }] }],
    ['half a character', { type: 'a\ud800' }],
    [
      'one parameter with two values',
      {
        params: [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
      },
    ],
  ])('does not take %s', async (_, more) => {
    await expect(
      createLoggedModel(ana, { ...place(), experiment: 0, ...more }),
    ).rejects.toMatchObject({
      kind: 'invalid',
    })
  })
})
