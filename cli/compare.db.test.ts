import { beforeEach, describe, expect, it } from 'vitest'
import { modelOf, registered } from '@/lib/testing/registry'
import { cliHub } from './testing/hub'
import { User } from './testing/user'

const hub = cliHub()
let rita: User

beforeEach(async () => {
  const { acme, server } = hub
  rita = new User(server.url, await acme.secret('reader'))
  const mia = acme.as('maintainer')
  const model = await modelOf(mia, acme.slug, 'm')
  await registered(mia, acme.slug, { model, metrics: { accuracy: 0.5, rows: 9, loss: 'NaN' } })
  await registered(mia, acme.slug, { model, metrics: { accuracy: 0.75, rows: 9 }, content: 'w' })
})

const cells = (out: string) => out.split('\n').map((line) => line.trim().split(/ {2,}/))

describe('hub compare', () => {
  it('sets versions side by side, with the difference to the base in words', async () => {
    const { out } = await rita.hub(['compare', 'model://m/v1', 'model://m/newest'])
    expect(cells(out)).toEqual([
      ['model://m/v1 (base)', 'model://m/v2'],
      ['version', 'state', 'pending', 'pending'],
      ['metric', 'accuracy, higher is better', '0.5', '0.75 +0.25 better'],
      ['metric', 'loss, lower is better', 'NaN', '-'],
      ['metric', 'rows', '9', '9 0 same'],
      [
        'file',
        'model.bin',
        expect.stringMatching(/^7 B \w{8}$/),
        expect.stringMatching(/changed$/),
      ],
      ['run', 'took', '-', '-'],
      [''],
    ])
  })

  it('puts the base first, and leaves out what agrees', async () => {
    const words = ['model://m/v1', 'model://m/v2', '--base', 'model://m/v2', '--diff']
    const { out } = await rita.hub(['compare', ...words])
    expect(cells(out).slice(0, 3)).toEqual([
      ['model://m/v2 (base)', 'model://m/v1'],
      ['version', 'state', 'pending', 'pending'],
      ['metric', 'accuracy, higher is better', '0.75', '0.5 -0.25 worse'],
    ])
    expect(out).toContain('1 row left out in which all agree.')
    const answer = await rita.json(['compare', ...words])
    expect(answer).toMatchObject({ base: 'model://m/v2', metrics: [{ key: 'accuracy' }, {}] })
  })

  it('prints CSV for a spreadsheet', async () => {
    const { out } = await rita.hub(['compare', 'model://m/v1', 'model://m/v2', '--csv', '--diff'])
    expect(out).toContain('metric,accuracy,,higher,0.5,0.75\n')
    expect(out).not.toContain('rows')
  })

  it('says what is wrong with a question', async () => {
    expect(await rita.hub(['compare', 'model://m/v1'])).toMatchObject({ exitCode: 2 })
    const both = ['compare', 'model://m/v1', 'model://m/v2']
    expect(await rita.hub([...both, '--csv', '--json'])).toMatchObject({ exitCode: 2 })
    expect(await rita.hub(['compare', 'model://m/v1', 'model://m/v9'])).toMatchObject({
      exitCode: 5,
      err: expect.stringContaining('model://m/v9: There is no version v9 of m.'),
    })
  })
})
