import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folderWith } from './testing/folder'
import { cliHub, stepOf } from './testing/hub'

const hub = cliHub()
const more = `    parameters:
      - {name: seed, type: integer, default: 1}
    inputs:
      - {name: data, optional: true}
`
/** A step that measures what its code, parameter and input come to, and makes a version. */
const train = (code = 'code.txt') => [
  `acc=$(( $(cat ${code}) + {parameter-value:seed} )); cat "$VH_INPUTS_DIR"/data/* 2>/dev/null || true; echo "{\\"acc\\": $acc}"`,
  'cd "$VH_OUTPUTS_DIR"; echo $acc > m',
  `echo '{"valohai.model-versions": ["model://forest/"]}' > m.metadata.json`,
]
const git = (folder: string, ...words: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.email=a@b', '-c', 'user.name=Ana', ...words])
const elsewhere = () => folderWith()

describe('hub reproduce', () => {
  it('runs the exact record of a version again, from its archive, and compares', async () => {
    const cwd = stepOf(train(), more, { 'code.txt': '5' })
    await hub.ana.hub(['run', 'work', '-p', 'seed=3'], { cwd })
    rmSync(cwd, { recursive: true })
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('hub-reproduce-'))
    const called = await hub.ana.hub(['reproduce', 'model://forest/v1'], { cwd: elsewhere() })
    expect(called).toMatchObject({ exitCode: 0 })
    expect(called.out).toContain(
      'run://penguins/2 completed\nMETRIC  ORIGINAL  REPRODUCED  DIFFERENCE\nacc     8         8           =\nAll are equal.\n',
    )
    const [first, second] = [await hub.run(1), await hub.run(2)]
    expect(second).toMatchObject({
      reproduces: 'run://penguins/1',
      params: { seed: 3 },
      command: first.command,
      commit: first.commit,
      code: { sha256: first.code?.sha256 },
      summary: { acc: 8 },
      outputs: [{ name: 'm' }],
      versions: [],
    })
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('hub-reproduce-'))).toEqual(
      before,
    )
  })

  it('makes versions only when that is asked for', async () => {
    const cwd = stepOf(train(), more, { 'code.txt': '5' })
    await hub.ana.hub(['run', 'work'], { cwd })
    const { out } = await hub.ana.hub(
      ['reproduce', 'run://penguins/1', '--register', '--project', 'again'],
      {
        cwd: elsewhere(),
      },
    )
    expect(out).toContain('run://again/1 completed\nmodel://forest/v2\n')
  })

  it('takes the code of a commit from the repository here, or from where it is kept', async () => {
    const cwd = stepOf(train(), more, { 'code.txt': '5' })
    git(cwd, 'init', '--quiet')
    git(cwd, 'remote', 'add', 'origin', cwd)
    git(cwd, 'add', '.')
    git(cwd, 'commit', '--quiet', '-m', 'First')
    await hub.ana.hub(['run', 'work'], { cwd })
    expect((await hub.run()).code).toBeNull()
    writeFileSync(join(cwd, 'code.txt'), '6')
    git(cwd, 'commit', '--quiet', '-am', 'Second')
    for (const place of [cwd, elsewhere()]) {
      const { exitCode, out } = await hub.ana.hub(['reproduce', 'run://penguins/1'], { cwd: place })
      expect(out).toContain('acc     6         6           =')
      expect(exitCode).toBe(0)
    }
    expect(readFileSync(join(cwd, 'code.txt'), 'utf8')).toBe('6')
    const folder = join(elsewhere(), 'code')
    await hub.ana.hub(
      ['reproduce', 'run://penguins/1', '--folder', folder, '--setup', 'echo 7 > code.txt'],
      { cwd },
    )
    expect(await hub.run(4)).toMatchObject({ summary: { acc: 8 } })
    expect(readFileSync(join(folder, 'code.txt'), 'utf8')).toBe('7\n')
    const taken = await hub.ana.hub(['reproduce', 'run://penguins/1', '--folder', folder], { cwd })
    expect(taken.exitCode).toBe(2)
    expect(taken.err).toContain('is not empty')
  })

  it('uses npm packages that are installed here, when they are those of the record', async () => {
    const manifest = JSON.stringify({ dependencies: { forest: '1' } })
    const forest = (version: string) => ({
      'node_modules/forest/package.json': JSON.stringify({ version, main: 'index.js' }),
      'node_modules/forest/index.js': `module.exports = ${version.at(0)}`,
    })
    const use = `node -e 'console.log(JSON.stringify({ acc: require("forest") }))'`
    const cwd = stepOf([use], '', { 'package.json': manifest, ...forest('1.0.0') })
    await hub.ana.hub(['run', 'work'], { cwd })
    const same = await hub.ana.hub(['reproduce', 'run://penguins/1'], { cwd })
    expect(same).toMatchObject({ exitCode: 0, err: expect.not.stringContaining('packages') })
    const place = folderWith(forest('2.0.0'))
    const other = await hub.ana.hub(['reproduce', 'run://penguins/1'], { cwd: place })
    expect(other.exitCode).toBe(1)
    expect(other.err).toContain('Its packages are not the same: forest was 1.0.0, and is not here.')
  })

  it('tells what came out differently, and ends with 8', async () => {
    const cwd = stepOf(['echo "{\\"time\\": $(date +1%N), \\"same\\": 1}"'])
    await hub.ana.hub(['run', 'work'], { cwd })
    const { exitCode, out, err } = await hub.ana.hub(['reproduce', 'run://penguins/1'], { cwd })
    expect(exitCode).toBe(8)
    expect(err).toMatch(/^Running the code .+ of run:\/\/penguins\/1:\n {2}echo /m)
    expect(out).toMatch(/same {4}1 +1 +=\n/)
    expect(out).toContain('Not all are equal.')
    const told = await hub.ana.json<{ equal: boolean; metrics: { key: string }[] }>(
      ['reproduce', 'run://penguins/1'],
      { cwd },
    )
    expect(told).toMatchObject({ equal: false, reproduces: 'run://penguins/1', state: 'completed' })
  })

  it('takes files from outside of the hub only as they were, unless that is allowed', async () => {
    const data = folderWith({ 'a.csv': 'one\n' })
    const cwd = stepOf(train(), more, { 'code.txt': '5' })
    const input = `data=${join(data, 'a.csv')}`
    expect((await hub.ana.hub(['run', 'work', '-i', input], { cwd })).out).toContain('one\n')
    const again = (...words: string[]) =>
      hub.ana.hub(['reproduce', 'run://penguins/1', ...words], { cwd: elsewhere() })
    expect((await again()).out).toContain('one\n')
    writeFileSync(join(data, 'a.csv'), 'two\n')
    const changed = await again()
    expect(changed.exitCode).toBe(6)
    expect(changed.err).toContain('The input data has changed: file://')
    expect((await again('--allow-changed-inputs')).out).toContain('two\n')
    writeFileSync(join(data, 'b.csv'), 'one\n')
    expect((await again('-i', `data=${join(data, 'b.csv')}`)).out).toContain('one\n')
  })

  it('asks for an address whose secret was not kept', async () => {
    const server = createServer((_request, response) => void response.end('from the web\n'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = `http://ana:s3cret@127.0.0.1:${(server.address() as AddressInfo).port}/a.csv`
    const cwd = stepOf(train(), more, { 'code.txt': '5' })
    await hub.ana.hub(['run', 'work', '-i', `data=${address}`], { cwd })
    const bare = await hub.ana.hub(['reproduce', 'run://penguins/1'], { cwd })
    expect(bare.exitCode).toBe(1)
    expect(bare.err).toContain('The address of the input data holds a secret, which was not kept')
    const words = ['reproduce', 'run://penguins/1', '-i', `data=${address}`]
    expect((await hub.ana.hub(words, { cwd })).out).toContain('from the web\n')
  })

  it('takes inputs that the hub holds as they were pinned', async () => {
    const source = folderWith({ 'a.csv': 'old\n', 'b.csv': 'new\n' })
    await hub.ana.hub(['push', 'a.csv', 'model://tables/'], { cwd: source })
    const cwd = stepOf(train(), more, { 'code.txt': '5' })
    await hub.ana.hub(['run', 'work', '-i', 'data=model://tables/newest'], { cwd })
    await hub.ana.hub(['push', 'b.csv', 'model://tables/'], { cwd: source })
    const { out } = await hub.ana.hub(['reproduce', 'run://penguins/1'], { cwd })
    expect(out).toContain('old\n')
    expect(await hub.run(2)).toMatchObject({
      inputs: [{ resolved: expect.stringContaining('model://tables/v1@sha256:') }],
    })
  })

  it('says which part is missing of a record that cannot be followed', async () => {
    const cwd = stepOf(['echo hello'])
    await hub.ana.hub(['run', 'work', '--no-code'], { cwd })
    const bare = await hub.ana.hub(['reproduce', 'run://penguins/1'], { cwd })
    expect(bare.exitCode).toBe(1)
    expect(bare.err).toContain(
      'run://penguins/1 cannot be followed: the code of it was not recorded',
    )
    await hub.ana.hub(['push', 'valohai.yaml', 'model://by-hand/'], { cwd })
    const byHand = await hub.ana.hub(['reproduce', 'model://by-hand/v1'], { cwd })
    expect(byHand.exitCode).toBe(5)
    expect(byHand.err).toContain('was made by no run')
    const dataset = await hub.ana.hub(['reproduce', 'dataset://a/v1'], { cwd })
    expect(dataset.err).toContain('dataset://a/v1 was not run.')
    expect((await hub.ana.hub(['reproduce', 'run://penguins/9'], { cwd })).exitCode).toBe(5)
    expect((await hub.ana.hub(['reproduce'], { cwd })).exitCode).toBe(2)
  })
})
