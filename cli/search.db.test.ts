import { beforeEach, describe, expect, it } from 'vitest'
import { projectOf, ranJob } from '@/lib/runs/testing'
import { modelOf, registered } from '@/lib/testing/registry'
import { approveVersion } from '@/lib/versions/decide'
import { cliHub } from './testing/hub'
import { User } from './testing/user'

const hub = cliHub()
let mia: User

beforeEach(async () => {
  const { acme, server } = hub
  mia = new User(server.url, await acme.secret('maintainer'))
  const ctx = acme.as('maintainer')
  for (const model of ['churn', 'credit']) {
    await modelOf(ctx, acme.slug, model)
    await registered(ctx, acme.slug, { model, metrics: { accuracy: 0.8 }, note: 'first' })
    await registered(ctx, acme.slug, { model, metrics: { accuracy: 0.95 }, content: model })
  }
  await approveVersion(acme.as('approver'), { org: acme.slug, model: 'churn', version: 2 })
})

const firsts = (out: string) => out.split('\n').map((line) => line.split(/ {2,}/)[0])

describe('hub search', () => {
  it('lists the versions that a filter means, newest first or as asked', async () => {
    const { out, exitCode } = await mia.hub(['search', 'metric.accuracy>0.9'])
    expect(exitCode).toBe(0)
    expect(firsts(out)).toEqual(['VERSION', 'model://credit/v2', 'model://churn/v2', ''])
    const sorted = await mia.hub(['search', '--sort', '-metric.accuracy', '--limit', '3'])
    expect(firsts(sorted.out)).toHaveLength(5)
    expect((await mia.hub(['search', 'note:first', 'model:churn'])).out).toContain('churn/v1')
    expect(await mia.json(['search', 'state:approved'])).toMatchObject({
      items: [{ uri: 'model://churn/v2' }],
    })
  })

  it('takes a filter that begins with a dash', async () => {
    const { out } = await mia.hub(['search', '-has:note', '-state:pending', '--sort', '-number'])
    expect(firsts(out)).toEqual(['VERSION', 'model://churn/v2', ''])
    expect((await mia.hub(['search', '--', '-model:churn'])).out).not.toContain('churn')
  })

  it('lists the models that a filter means by the version that is asked for', async () => {
    const named = async (...words: string[]) =>
      firsts((await mia.hub(['search', '--models', ...words])).out).slice(1, -1)
    expect(await named('state:approved')).toEqual(['churn'])
    expect(await named('metric.accuracy<0.9')).toEqual([])
    expect(await named('metric.accuracy<0.9', '--match', 'any', '--sort', 'name')).toEqual([
      'churn',
      'credit',
    ])
  })

  it('lists runs', async () => {
    const { acme } = hub
    const vision = await projectOf(acme.as('maintainer'), acme.slug, 'vision')
    const found = async () => (await mia.hub(['search', '--runs', 'project:vision -is:alert'])).out
    expect(await found()).toBe('No run is like that. Leave out a condition to find more.\n')
    await ranJob(acme.as('contributor'), acme.slug, vision)
    expect(firsts(await found())).toEqual(['RUN', 'run://vision/1', ''])
  })

  it('says where in a filter something is wrong', async () => {
    expect(await mia.hub(['search', 'churn state:good (tag:x'])).toEqual({
      exitCode: 2,
      out: '',
      err: `hub: The filter cannot be read.
  churn state:good (tag:x
              ^^^^
  state is pending, approved or rejected, not good.
  churn state:good (tag:x
                   ^
  This parenthesis is not closed. Add a ).
`,
    })
    const { out, exitCode } = await mia.hub(['search', '--json', 'state:good'])
    expect(exitCode).toBe(2)
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'invalid', details: { problems: [{ column: 7, length: 4 }] } },
    })
  })

  it('refuses what it cannot be asked', async () => {
    for (const words of [
      ['--models', '--runs'],
      ['--match', 'any'],
      ['--limit', '0'],
      ['--sort', 'colour'],
      ['--colour'],
    ])
      expect((await mia.hub(['search', ...words])).exitCode).toBe(2)
  })
})
