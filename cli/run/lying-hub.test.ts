import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '@/lib/testing/registry'
import { falseHub } from '../testing/false-hub'
import { folderWith } from '../testing/folder'
import { User } from '../testing/user'

const bytes = 'echo "run by whoever opens a terminal"\n'

/** A hub that says of its one file what it likes. */
async function hubThatSays(file: { name: string; sha256?: string }): Promise<string> {
  const described = { size: bytes.length, sha256: sha256(bytes), url: '/bytes', ...file }
  const input = {
    name: 'data',
    uri: 'dataset://d/v1',
    resolved: 'dataset://d/v1',
    kind: 'dataset_version',
    files: [described],
  }
  const { url } = await falseHub({
    'POST /api/v1/acme/projects/penguins/runs': {
      run: 1,
      uri: 'run://penguins/1',
      inputs: [input],
    },
    'GET /bytes': bytes,
  })
  return url
}

const valohai = `- step:
    name: work
    image: node:20
    command: cat "$VH_INPUTS_DIR"/data/*
    inputs:
      - {name: data, default: "dataset://d/v1", keep-directories: full}
`

/** Runs a step with the input of that hub; `planted` in its words is a name that is nowhere yet. */
async function run(file: { name: string; sha256?: string }) {
  const planted = `planted-${randomUUID()}`
  const name = file.name.replace('planted', planted)
  const digest = file.sha256?.replace('planted', planted)
  const url = await hubThatSays({ name, ...(digest && { sha256: digest }) })
  const around = folderWith({ 'penguins/valohai.yaml': valohai })
  const called = await new User(url, 'hub_token').hub(['run', 'work'], {
    cwd: join(around, 'penguins'),
  })
  return { ...called, name, isPlanted: existsSync(join(tmpdir(), planted)) }
}

describe('a hub that lies', () => {
  it('is believed as far as its files stay where they belong', async () => {
    expect(await run({ name: 'a.txt' })).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('completed'),
    })
  })

  it.each([
    '../../../planted',
    '/tmp/planted',
    '..',
    'a/../../b',
    'C:\\planted',
    '..\\planted',
    '',
  ])('cannot have the file %j written', async (told) => {
    const { name, exitCode, err, isPlanted } = await run({ name: told })
    expect(exitCode).toBe(1)
    expect(err).toContain(`The file ${JSON.stringify(name)} is refused.`)
    expect(isPlanted).toBe(false)
  })

  it.each(['../../../../planted', 'A'.repeat(64), `${'a'.repeat(64)}/../x`])(
    'cannot have the cache written to by the digest %j',
    async (digest) => {
      const { exitCode, err, isPlanted } = await run({ name: 'a.txt', sha256: digest })
      expect(exitCode).toBe(1)
      expect(err).toContain('as the SHA-256 of a.txt, which is none')
      expect(isPlanted).toBe(false)
    },
  )
})
