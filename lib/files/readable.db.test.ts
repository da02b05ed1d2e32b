import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '@/db/connection'
import type { Ctx } from '../actor'
import { sqlState } from '../door'
import { deleteModel } from '../models/life'
import { getOutput } from '../runs/outputs'
import { projectOf, ranJob } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, sha256, uploaded } from '../testing/registry'
import { registerVersion } from '../versions/register'
import { getBlob } from './upload'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

const mia = () => acme.as('maintainer')
const remove = (model: string) => deleteModel(mia(), { org: acme.slug, model, force: true })
const isOpen = (ctx: Ctx, content: string) =>
  getBlob(ctx, { org: acme.slug, sha256: sha256(content) }).then(
    () => true,
    () => false,
  )

describe('the bytes of a deleted model', () => {
  it('cannot be had by their digest any more', async () => {
    await modelOf(mia(), acme.slug, 'gone')
    await registered(mia(), acme.slug, { model: 'gone', content: 'bytes of gone' })
    expect(await isOpen(acme.as('reader'), 'bytes of gone')).toBe(true)
    await remove('gone')
    for (const role of ['reader', 'admin', 'auditor'] as const)
      expect([role, await isOpen(acme.as(role), 'bytes of gone')]).toEqual([role, false])
  })

  it('stay open where a live model holds them as well', async () => {
    for (const model of ['first', 'second']) {
      await modelOf(mia(), acme.slug, model)
      await registered(mia(), acme.slug, { model, content: 'shared by two' })
    }
    await remove('first')
    expect(await isOpen(acme.as('reader'), 'shared by two')).toBe(true)
    await remove('second')
    expect(await isOpen(acme.as('reader'), 'shared by two')).toBe(false)
  })

  it('are closed as files of the run that made them, too', async () => {
    await projectOf(mia(), acme.slug, 'lab')
    await modelOf(mia(), acme.slug, 'trained')
    const job = { outputs: { 'model.bin': 'trained', 'log.txt': 'beside it' } }
    const { run } = await ranJob(mia(), acme.slug, 'lab', job)
    await registerVersion(mia(), {
      org: acme.slug,
      model: 'trained',
      run: `run://lab/${run}`,
      files: [{ name: 'model.bin', sha256: sha256('trained') }],
    })
    const output = (name: string) =>
      getOutput(acme.as('reader'), { org: acme.slug, project: 'lab', run, name })
    expect(await output('model.bin')).toMatchObject({ size: 7 })
    await remove('trained')
    await expect(output('model.bin')).rejects.toMatchObject({ kind: 'not_found' })
    expect(await isOpen(acme.as('reader'), 'trained')).toBe(false)
    expect(await output('log.txt')).toMatchObject({ size: 9 })
  })
})

describe('an upload', () => {
  it('tells what really failed when it cannot ask who may read the bytes', async () => {
    const owner = connect(hub.ownerUrl, { max: 1 })
    await owner.query('alter table run_outputs rename to run_outputs_away')
    try {
      const failure = await uploaded(mia(), acme.slug, 'unasked').catch((error: unknown) => error)
      // A table that is not there; not what PostgreSQL says of everything after that.
      expect(sqlState(failure)).toBe('42P01')
    } finally {
      await owner.query('alter table run_outputs_away rename to run_outputs')
      await owner.end()
    }
  })
})
