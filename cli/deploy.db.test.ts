import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { approvedModel, deploymentOf } from '@/lib/deployments/testing'
import { createProject } from '@/lib/projects/create'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '@/server/testing/server'
import { User } from './testing/user'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let mia: User

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})
beforeEach(async () => {
  acme = await hub.organization()
  mia = new User(server.url, await acme.secret('maintainer'))
  await createProject(acme.as('maintainer'), { org: acme.slug, name: 'shop' })
  await approvedModel(acme, 'recommendation-engine', 6)
})

const published = `# Deploy two versions simultaneously
- deployment-a:
    model: model://recommendation-engine/v5
    traffic: 90%

- deployment-b:
    model: model://recommendation-engine/v6
    traffic: 10%
`

function file(text: string): string {
  writeFileSync(join(mia.home, 'split.yaml'), text)
  return 'split.yaml'
}

const applies = (text: string, ...more: string[]) =>
  mia.hub(['deploy', 'apply', file(text), '--name', 'recs', ...more])

describe('hub deploy apply', () => {
  it('takes the published file as it stands, makes the deployment, and changes nothing again', async () => {
    const first = await applies(published, '-m', 'Try v6')
    expect({ out: first.out, exitCode: first.exitCode }).toEqual({
      exitCode: 0,
      out: [
        'Made the deployment recs.',
        'Revision 1 of recs',
        '+ deployment-a  90%  model://recommendation-engine/v5',
        '+ deployment-b  10%  model://recommendation-engine/v6',
        '',
      ].join('\n'),
    })
    expect((await applies(published)).out).toBe(
      'Nothing to change: recs serves this with revision 1.\n',
    )
    expect((await mia.hub(['deploy', 'show', 'recs'])).out).toContain('Try v6')
    expect(
      (await acme.events()).filter(({ action }) => action === 'deployment.revise'),
    ).toHaveLength(1)
  })

  it('shows with --dry-run what would change, and changes nothing', async () => {
    const wide = published.replace('90%', '75%').replace('10%', '25%')
    const fresh = await applies(published, '--dry-run')
    expect(fresh.out).toBe(
      [
        'recs would be made.',
        'Revision 1 of recs',
        '+ deployment-a  90%  model://recommendation-engine/v5',
        '+ deployment-b  10%  model://recommendation-engine/v6',
        '',
      ].join('\n'),
    )
    const absent = await applies(published.replace('/v6', '/v9'), '--dry-run')
    expect(absent).toMatchObject({ exitCode: 5, err: expect.stringContaining('v9') })
    await applies(published)
    const before = await acme.events()
    expect((await applies(wide, '--dry-run')).out).toBe(
      [
        'Revision 2 of recs',
        '- deployment-a  90%  model://recommendation-engine/v5',
        '+ deployment-a  75%  model://recommendation-engine/v5',
        '- deployment-b  10%  model://recommendation-engine/v6',
        '+ deployment-b  25%  model://recommendation-engine/v6',
        '',
      ].join('\n'),
    )
    expect(await acme.events()).toEqual(before)
  })

  it('makes nothing of a file of which one thing is refused', async () => {
    const wrong = published.replace('/v6', '/v9')
    expect((await applies(wrong)).exitCode).toBe(5)
    expect((await mia.hub(['deploy', 'show', 'recs'])).exitCode).toBe(5)
    await applies(published)
    const before = await acme.events()
    const edits = `description: Other\nfollows: true\nvariants:\n  - {model: model://recommendation-engine/v9, weight: 100}`
    expect((await applies(edits)).exitCode).toBe(5)
    const { follows, description } = await mia.json<{ follows: boolean; description: string }>([
      ...['deploy', 'show', 'recs'],
    ])
    expect({ follows, description }).toEqual({ follows: false, description: '' })
    expect(await acme.events()).toEqual(before)
    const other = await applies(published, '--project', 'else')
    expect(other).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('of the project shop'),
    })
  })

  it('takes a mapping that says more, and edits what is said of the deployment', async () => {
    const plain = (follows: boolean) => `name: till
project: shop
target: staging
follows: ${follows}
note: From the file
variants:
  - {model: model://recommendation-engine/latest, weight: 100}
`
    const apply = (text: string) => mia.hub(['deploy', 'apply', file(text)])
    expect((await apply(plain(false))).exitCode).toBe(0)
    expect((await apply(plain(true))).out).toBe('What is said of till was changed.\n')
    const shown = await mia.json<{ follows: boolean; target: string; current: { note: string } }>([
      ...['deploy', 'show', 'till'],
    ])
    expect(shown).toMatchObject({ follows: true, target: 'staging' })
    expect(shown.current.note).toBe('From the file')
  })

  it('ends with 2 for a file that is wrong, saying the line, and with 6 for what is not approved', async () => {
    const wrong = await applies(published.replace('10%', 'some'))
    expect(wrong).toMatchObject({ exitCode: 2, err: expect.stringContaining('split.yaml:8: some') })
    const short = await applies(published.replace('10%', '5%'))
    expect(short).toMatchObject({ exitCode: 2, err: expect.stringContaining('sum to 95') })
    const other = `- a:\n    model: model://recommendation-engine/v9\n    traffic: 100%`
    expect((await applies(other)).exitCode).toBe(5)
    expect((await mia.hub(['deploy', 'apply', file(published)])).exitCode).toBe(2)
    const reader = new User(server.url, await acme.secret('reader'))
    writeFileSync(join(reader.home, 'a.yaml'), published)
    await deploymentOf(acme, 'theirs')
    const tried = await reader.hub(['deploy', 'apply', 'a.yaml', '--name', 'theirs'])
    expect(tried.exitCode).toBe(4)
  })
})

describe('hub deploy', () => {
  it('rolls back, stops, lists and shows', async () => {
    await applies(published)
    await applies('- only:\n    model: model://recommendation-engine/v6\n    traffic: 100%')
    const back = await mia.hub(['deploy', 'rollback', 'recs', '--to', '1', '-m', 'v6 is slow'])
    expect(back.out).toMatch(/^Revision 3 of recs, for production\nVARIANT +TRAFFIC +VERSION\n/)
    const uri = 'model://recommendation-engine/v6'
    expect((await mia.hub(['deploy', 'stop', 'recs', uri, '-m', 'slow'])).out).toContain(
      'deployment-a  100%',
    )
    expect((await mia.hub(['deploy', 'list'])).out).toMatch(
      /recs +shop +production +4 +model:\/\/recommendation-engine\/v5 100%/,
    )
    const { out } = await mia.hub(['deploy', 'show', 'recs'])
    expect(out).toMatch(/recs, for production, of the project shop: revision 4\n/)
    expect(out).toMatch(/\n3 +rollback to 1 +deployment-a 90%, deployment-b 10% +v6 is slow +/)
    expect((await mia.hub(['deploy', 'stop', 'recs'])).out).toContain('It serves nothing.')
    expect((await mia.hub(['deploy', 'stop', 'recs'])).exitCode).toBe(6)
    expect((await mia.hub(['deploy', 'rollback', 'recs', '--to', '9'])).exitCode).toBe(5)
  })
})
