import { beforeEach, describe, expect, it } from 'vitest'
import { moveDatumAlias } from '@/lib/aliases/datums'
import { chainOf } from '@/lib/lineage/testing'
import { cliHub } from './testing/hub'
import { User } from './testing/user'

const hub = cliHub()
let mia: User
let scores: string

beforeEach(async () => {
  const { acme, server } = hub
  mia = new User(server.url, await acme.secret('maintainer'))
  scores = (await chainOf(acme.as('contributor'), acme.slug)).scores
})

describe('hub lineage', () => {
  it('prints what a thing comes from and what came of it, each step a line further in', async () => {
    expect(await mia.hub(['lineage', 'model://m/v1'])).toEqual({
      exitCode: 0,
      out: `model://m/v1  pending
  comes from
    run://jobs/2  completed
      dataset://pets/v1
        run://jobs/1  completed
          s3://lake/raw.csv
  led to
    run://jobs/3  completed
      ${scores}  scores.csv
        run://jobs/4  running
`,
      err: '',
    })
    const { out } = await mia.hub(['lineage', 'model://m/v1', '--up', '--depth', '1'])
    expect(out).toBe('model://m/v1  pending\n  comes from\n    run://jobs/2  completed\n')
    expect((await mia.hub(['lineage', 'run://jobs/4', '--down'])).out).toBe(
      'run://jobs/4  running\n  led to nothing that is known\n',
    )
    const answer = await mia.json(['lineage', 's3://lake/raw.csv', '--down', '--depth', '1'])
    expect(answer).toMatchObject({
      nodes: [{ uri: 's3://lake/raw.csv' }, { uri: 'run://jobs/1' }, { uri: 'run://jobs/4' }],
      edges: [{ role: 'input' }, { role: 'input' }],
      truncated: false,
    })
  })

  it('says what is wrong with a question', async () => {
    for (const words of [[], ['model://m/v1', '--up', '--down'], ['model://m/v1', '--depth', 'x']])
      expect((await mia.hub(['lineage', ...words])).exitCode).toBe(2)
    expect(await mia.hub(['lineage', 'pets/v1'])).toMatchObject({ exitCode: 2 })
    expect(await mia.hub(['lineage', 'dataset://pets/v9'])).toMatchObject({ exitCode: 5 })
  })
})

describe('hub impact', () => {
  it('lists what depends on data, as a table, as JSON and as CSV', async () => {
    const { out } = await mia.hub(['impact', 'dataset://pets/v1'])
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['KIND', 'URI', 'STATE', 'OWNER', 'THROUGH'],
      ['version', 'model://m/v1', 'pending', 'Ana', 'run://jobs/2'],
      ['run', 'run://jobs/4', 'running', 'Ana', expect.stringMatching(/^run:.* > datum:/)],
      ['run', 'run://jobs/3', 'completed', 'Ana', 'run://jobs/2 > model://m/v1'],
      ['run', 'run://jobs/2', 'completed', 'Ana'],
      [''],
    ])
    const csv = await mia.hub(['impact', scores, '--csv'])
    expect(csv).toEqual({
      exitCode: 0,
      out: `kind,uri,state,owner,path\nrun,run://jobs/4,running,Ana,${scores} > run://jobs/4\n`,
      err: '',
    })
    expect(await mia.json(['impact', scores])).toMatchObject({ items: [{ uri: 'run://jobs/4' }] })
    expect((await mia.hub(['impact', 'run://jobs/4'])).out).toBe(
      'Nothing that is known depends on run://jobs/4.\n',
    )
    expect((await mia.hub(['impact', scores, '--csv', '--json'])).exitCode).toBe(2)
  })
})

describe('hub recall', () => {
  it('recalls with a reason, warns in resolve, lists, and lifts with a reason', async () => {
    const reason = 'Labels swapped.'
    expect(await mia.hub(['recall', 'dataset://pets/latest', '-m', reason])).toEqual({
      exitCode: 0,
      out: 'dataset://pets/v1 is recalled\n',
      err: 'Affected: 1 version, 3 runs.\n',
    })
    const resolved = await mia.hub(['resolve', 'model://m/newest'])
    expect(resolved.err).toMatch(/Warning: Made from dataset:\/\/pets\/v1, which Mia recalled on/)
    expect((await mia.hub(['recall'])).out).toMatch(
      /^RECALLED +REASON +BY +AT\ndataset:\/\/pets\/v1 +Labels/,
    )
    expect(await mia.hub(['recall', 'dataset://pets/v1', '-m', 'again'])).toMatchObject({
      exitCode: 6,
    })
    expect(await mia.hub(['recall', 'lift', 'dataset://pets/v1', '-m', 'Fine.'])).toEqual({
      exitCode: 0,
      out: 'dataset://pets/v1 is no longer recalled\n',
      err: '',
    })
    expect((await mia.hub(['recall'])).out).toBe('Nothing is recalled.\n')
    expect(await mia.hub(['recall', 'lift', 'dataset://pets/v1', '-m', 'Fine.'])).toMatchObject({
      exitCode: 5,
    })
  })

  it('takes a file by its alias, as the other verbs do, with the project', async () => {
    const of = ['datum://best', '--project', 'jobs']
    const { acme } = hub
    const alias = { org: acme.slug, project: 'jobs', alias: 'best', datum: scores }
    await moveDatumAlias(acme.as('contributor'), alias)
    expect((await mia.hub(['lineage', ...of, '--down'])).out).toContain(`${scores}  scores.csv\n`)
    const csv = `kind,uri,state,owner,path\nrun,run://jobs/4,running,Ana,${scores} > run://jobs/4\n`
    expect((await mia.hub(['impact', ...of, '--csv'])).out).toBe(csv)
    expect(await mia.json(['impact', ...of])).toMatchObject({ items: [{ uri: 'run://jobs/4' }] })
    const recalled = await mia.hub(['recall', ...of, '-m', 'Bad.'])
    expect(recalled.out).toBe(`${scores} is recalled\n`)
    const lifted = await mia.hub(['recall', 'lift', ...of, '-m', 'Fine.'])
    expect(lifted.out).toBe(`${scores} is no longer recalled\n`)
    expect((await mia.hub(['lineage', 'datum://best'])).err).toContain('Say which: project=')
  })

  it('asks for a reason, and is for who may', async () => {
    for (const words of [
      ['dataset://pets/v1'],
      ['lift'],
      ['lift', 'dataset://pets/v1'],
      ['a', 'b'],
    ])
      expect((await mia.hub(['recall', ...words])).exitCode).toBe(2)
    const ana = new User(hub.server.url, await hub.acme.secret('contributor'))
    expect(await ana.hub(['recall', 'dataset://pets/v1', '-m', 'x'])).toMatchObject({ exitCode: 4 })
  })
})
