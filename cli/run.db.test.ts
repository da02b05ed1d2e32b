import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { systemContext } from '@/lib/context'
import { expireRuns } from '@/lib/runs/expire'
import type { MetricSeries, Run, RunItem } from '@/lib/runs/view'
import { arrival, type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '@/server/testing/server'
import { folderWith } from './testing/folder'
import { isRunning } from './testing/processes'
import { interruptionOf } from './testing/terminal'
import { User } from './testing/user'
import { Wire } from './testing/wire'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let secret: string
let ana: User
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
  secret = await acme.secret('contributor')
  ana = new User(server.url, secret)
})

/** A folder called penguins with one step, whose command is these lines. */
function stepOf(lines: string[], more = ''): string {
  const command = lines.map((line) => `      - ${JSON.stringify(line)}\n`).join('')
  const text = `- step:\n    name: work\n    image: node:20\n    command:\n${command}${more}`
  return join(folderWith({ 'penguins/valohai.yaml': text }), 'penguins')
}

const api = async <T>(path: string): Promise<T> =>
  (await (await server.fetch(secret, 'GET', `/${acme.slug}${path}`)).json()) as T
const runOf = (number = 1) => api<Run>(`/projects/penguins/runs/${number}`)
const logOf = async (number = 1) =>
  await (
    await server.fetch(secret, 'GET', `/${acme.slug}/projects/penguins/runs/${number}/log`)
  ).text()

describe('hub run', () => {
  it('records what was run, and what it printed, measured and made', async () => {
    const cwd = stepOf(
      [
        'echo training; echo oh >&2',
        `echo '{"step": 1, "loss": 0.5}'; echo '{"step": 2, "loss": NaN, "val": {"acc": 0.25}}'`,
        'mkdir "$VH_OUTPUTS_DIR/sub"; printf abc > "$VH_OUTPUTS_DIR/sub/model.bin"',
        ': > "$VH_OUTPUTS_DIR/empty.txt"',
      ],
      '    parameters:\n      - {name: trees, type: integer, default: 10}\n',
    )
    const called = await ana.hub(['run', 'work', '-p', 'trees=7'], { cwd })
    expect(called).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/run:\/\/penguins\/1 completed\n$/),
    })
    expect(called.err).toContain('Made the project penguins.')
    expect(called.err).toContain(`${server.url}/${acme.slug}/projects/penguins/runs/1`)

    const run = await runOf()
    expect(run).toMatchObject({
      step: 'work',
      state: 'completed',
      exitCode: 0,
      image: 'node:20',
      params: { trees: 7 },
      command: expect.stringContaining('echo training; echo oh >&2 && echo'),
      summary: { loss: 'NaN', 'val.acc': 0.25 },
      outputs: [
        { name: 'empty.txt', size: 0 },
        { name: 'sub/model.bin', size: 3 },
      ],
    })
    const { series } = await api<{ series: MetricSeries[] }>(
      '/projects/penguins/runs/1/metrics?key=loss',
    )
    expect(series[0]?.points.map(({ step, value }) => [step, value])).toEqual([
      [1, 0.5],
      [2, 'NaN'],
    ])
    expect((await logOf()).split('\n').sort()).toEqual(
      [
        '',
        'oh',
        'training',
        '{"step": 1, "loss": 0.5}',
        '{"step": 2, "loss": NaN, "val": {"acc": 0.25}}',
      ].sort(),
    )
    expect(workFolders(called)).toEqual([])
  })

  it('registers the versions that sidecars of both kinds ask for', async () => {
    const version = { model_uri: 'model://forest/', model_version_tags: ['a'] }
    const cwd = stepOf([
      'cd "$VH_OUTPUTS_DIR" && echo m > model.json && echo c > card.md && echo d > data.csv',
      `echo '${JSON.stringify({ 'valohai.model-versions': [version] })}' > model.json.metadata.json`,
      `echo '${JSON.stringify({ file: 'card.md', metadata: { 'valohai.model-versions': ['model://forest/'] } })}' >> valohai.metadata.jsonl`,
      `echo '${JSON.stringify({ file: 'data.csv', metadata: { 'valohai.dataset-versions': ['dataset://trees/v1'] } })}' >> valohai.metadata.jsonl`,
    ])
    expect(await ana.hub(['run', 'work'], { cwd })).toMatchObject({
      exitCode: 0,
      out: 'run://penguins/1 completed\nmodel://forest/v1 pending\ndataset://trees/v1\n',
    })
    expect(await api(`/models/forest/versions/1`)).toMatchObject({
      tags: ['a'],
      run: 'run://penguins/1',
      files: [{ name: 'card.md' }, { name: 'model.json' }],
    })
    expect((await runOf()).outputs.map(({ name }) => name)).toEqual([
      'card.md',
      'data.csv',
      'model.json',
    ])
  })

  it('lays out inputs read-only, pinned, with the variables and files of the job contract', async () => {
    const source = folderWith({ 'a.csv': 'a', 'b.csv': 'b' })
    await ana.hub(['push', 'a.csv', 'b.csv', 'model://tables/'], { cwd: source })
    const cwd = stepOf(
      [
        'cat "$VH_INPUTS_DIR/data/a.csv" "$VH_INPUTS_DIR/data/b.csv" > "$VH_OUTPUTS_DIR/both.csv"',
        'ls -l "$VH_INPUTS_DIR/data" | cut -c1-10 > "$VH_OUTPUTS_DIR/modes"',
        'cp "$VH_CONFIG_DIR"/*.json "$VH_OUTPUTS_DIR"',
        'ls "$VH_CONFIG_DIR" > "$VH_OUTPUTS_DIR/configs"',
        'env > "$VH_OUTPUTS_DIR/env"; pwd > "$VH_OUTPUTS_DIR/pwd"',
      ],
      '    parameters:\n      - {name: which, default: newest}\n' +
        '    inputs:\n      - {name: data, default: "model://tables/{parameter:which}"}\n',
    )
    expect((await ana.hub(['run', 'work'], { cwd })).exitCode).toBe(0)
    expect(await runOf()).toMatchObject({
      inputs: [{ uri: 'model://tables/newest', resolved: /^model:\/\/tables\/v1@sha256:/ }].map(
        ({ uri, resolved }) => ({ uri, resolved: expect.stringMatching(resolved) }),
      ),
    })
    const output = async (name: string) =>
      await (
        await server.fetch(secret, 'GET', `/${acme.slug}/projects/penguins/runs/1/outputs/${name}`)
      ).text()
    expect(await output('both.csv')).toBe('ab')
    expect((await output('modes')).trim().split('\n').slice(1)).toEqual([
      '-r--r--r--',
      '-r--r--r--',
    ])
    expect((await output('configs')).trim().split('\n')).toEqual(
      ['execution', 'inputs', 'parameters'].flatMap((name) => [`${name}.json`, `${name}.yaml`]),
    )
    expect((await output('pwd')).trim()).toBe(cwd)
    expect(JSON.parse(await output('parameters.json'))).toEqual({ which: 'newest' })
    expect(JSON.parse(await output('execution.json'))).toMatchObject({
      'valohai.execution-counter': 1,
      'valohai.project-name': `${acme.slug}/penguins`,
    })
    const { data } = JSON.parse(await output('inputs.json'))
    expect(data.files[0]).toMatchObject({ name: 'a.csv', size: 1, metadata: [{}] })
    const env = await output('env')
    expect(env).toMatch(/^VH_JOB_ID=exec-[0-9a-f-]{36}$/m)
    expect(env).not.toContain(secret)
  })

  it('fetches an input once, and again when what it kept is damaged', async () => {
    const source = folderWith({ 'a.csv': 'right' })
    await ana.hub(['push', 'a.csv', 'model://tables/'], { cwd: source })
    const cwd = stepOf(
      ['cat "$VH_INPUTS_DIR/data/a.csv"'],
      '    inputs:\n      - {name: data, default: model://tables/v1}\n',
    )
    expect((await ana.hub(['run', 'work'], { cwd })).out).toContain('right')
    const cache = join(ana.home, '.cache/model-hub/blobs')
    const [first] = readdirSync(cache)
    const folder = join(cache, first ?? '')
    const [digest] = readdirSync(folder)
    const kept = join(folder, digest ?? '')
    execFileSync('sh', ['-c', 'chmod u+w "$1" && printf wrong > "$1"', 'sh', kept])
    expect((await ana.hub(['run', 'work'], { cwd })).out).toContain('right')
    expect(readFileSync(kept, 'utf8')).toBe('right')
  })

  it('brings a long log whole and every metric', async () => {
    const program = `for (let i = 0; i < 3000; i++) console.log(JSON.stringify({step: i, loss: i, pad: 'x'.repeat(700)}))`
    const cwd = stepOf(['node print.js'])
    writeFileSync(join(cwd, 'print.js'), program)
    const { exitCode, out } = await ana.hub(['run', 'work'], { cwd })
    expect(exitCode).toBe(0)
    expect(await logOf()).toBe(out.replace('run://penguins/1 completed\n', ''))
    const { series } = await api<{ series: MetricSeries[] }>(
      '/projects/penguins/runs/1/metrics?key=loss',
    )
    expect(series[0]?.points.at(-1)).toMatchObject({ step: 2999, value: 2999 })
  })

  it('prints one document with --json and leaves the rest to stderr', async () => {
    const cwd = stepOf(['echo hello', 'echo x > "$VH_OUTPUTS_DIR/x"'])
    const { out, err } = await ana.hub(['run', 'work', '--json'], { cwd })
    expect(JSON.parse(out)).toMatchObject({
      run: 'run://penguins/1',
      state: 'completed',
      exitCode: 0,
      versions: [],
      outputs: [{ name: 'x', size: 2 }],
    })
    expect(err).toContain('hello\n')
  })
})

describe('a step that fails', () => {
  const sidecar = `echo '{"valohai.model-versions": ["model://forest/"]}' > "$VH_OUTPUTS_DIR/m.metadata.json"`

  it('leaves a run in state error with its log and outputs, and no version', async () => {
    const cwd = stepOf([
      `echo half > "$VH_OUTPUTS_DIR/m"; ${sidecar}`,
      'echo failing; exit 3',
      'echo no',
    ])
    const { exitCode, out, err } = await ana.hub(['run', 'work'], { cwd })
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: 'failing\nrun://penguins/1 error\n' })
    expect(err).toContain('The command failed with exit code 3.')
    expect(await runOf()).toMatchObject({
      state: 'error',
      exitCode: 3,
      versions: [],
      outputs: [{ name: 'm' }],
    })
    expect(await logOf()).toBe('failing\nhub: The command failed with exit code 3.\n')
    expect(await api('/models')).toMatchObject({ items: [] })
  })

  it('by a signal is told as such', async () => {
    const cwd = stepOf(['kill -9 $$'])
    expect((await ana.hub(['run', 'work'], { cwd })).err).toContain('was killed by SIGKILL')
    expect(await runOf()).toMatchObject({ state: 'error', exitCode: 137 })
  })

  it('because of a broken sidecar names file and line, and registers nothing', async () => {
    const cwd = stepOf([
      `echo a > "$VH_OUTPUTS_DIR/m"; ${sidecar}`,
      `echo b > "$VH_OUTPUTS_DIR/n"; printf '{"a": 1,\\n oops}' > "$VH_OUTPUTS_DIR/n.metadata.json"`,
    ])
    const { exitCode, err } = await ana.hub(['run', 'work', '--allow-alerts'], { cwd })
    expect(exitCode).toBe(7)
    expect(err).toContain('Alert: n.metadata.json:2:2: it is not JSON.')
    expect(await runOf()).toMatchObject({ state: 'error', exitCode: 0, versions: [] })
    expect(await logOf()).toContain('hub: n.metadata.json:2:2: it is not JSON.')
  })

  it('to register something completes with an alert, and ends with 7 unless that is allowed', async () => {
    const cwd = stepOf([
      'echo a > "$VH_OUTPUTS_DIR/a"',
      `echo '{"valohai.dataset-versions": ["dataset://trees/v1"]}' > "$VH_OUTPUTS_DIR/a.metadata.json"`,
    ])
    expect((await ana.hub(['run', 'work'], { cwd })).exitCode).toBe(0)
    const again = await ana.hub(['run', 'work'], { cwd })
    expect(again).toMatchObject({ exitCode: 7, out: 'run://penguins/2 completed\n' })
    expect(again.err).toContain('Alert: ')
    expect((await ana.hub(['run', 'work', '--allow-alerts'], { cwd })).exitCode).toBe(0)
  })
})

describe('the limits of a step', () => {
  it('end it with all that it started, and its outputs are kept', async () => {
    const cwd = stepOf(
      ['echo half > "$VH_OUTPUTS_DIR/m"; sleep 60 & echo $! > pid; wait; echo no'],
      '    time-limit: 1s\n',
    )
    const { exitCode, out, err } = await ana.hub(['run', 'work'], { cwd })
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: 'run://penguins/1 error\n' })
    expect(err).toContain('It ran for longer than its time-limit of 1 s.')
    expect(await runOf()).toMatchObject({ state: 'error', exitCode: 143, outputs: [{ name: 'm' }] })
    expect(await logOf()).toBe('hub: It ran for longer than its time-limit of 1 s.\n')
    const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'))
    await expect.poll(() => isRunning(pid)).toBe(false)
  })

  it('stop it when what it measures is good enough, which is no failure', async () => {
    const cwd = stepOf(
      [
        `trap 'echo saved > "$VH_OUTPUTS_DIR/m"; exit 0' INT; i=0; while :; do i=$((i+1)); echo "{\\"epoch\\": $i, \\"acc\\": 0.$i}"; sleep 0.1; done`,
      ],
      '    stop-condition: acc >= 0.3 and epoch >= 2\n',
    )
    const { exitCode, err } = await ana.hub(['run', 'work'], { cwd })
    expect(exitCode).toBe(0)
    expect(err).toContain('its stop-condition holds: acc >= 0.3 and epoch >= 2.')
    expect(await runOf()).toMatchObject({ state: 'stopped', exitCode: 0, outputs: [{ name: 'm' }] })
  })
})

describe('a run that cannot begin', () => {
  const begun = () => folderWith()
  const step = (folder: string) =>
    stepOf(
      [`touch ${folder}/begun`],
      '    inputs:\n      - {name: model, default: model://forest/latest}\n',
    )

  it('does nothing when an input means nothing', async () => {
    const folder = begun()
    const called = await ana.hub(['run', 'work'], { cwd: step(folder) })
    expect(called.exitCode).toBe(5)
    expect(called.err).toContain('forest')
    const { items } = await api<{ items: RunItem[] }>('/runs')
    expect(items).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  it('does nothing for someone who may not', async () => {
    const otto = new User(server.url, await acme.secret('auditor'))
    const folder = begun()
    const called = await otto.hub(['run', 'work'], { cwd: step(folder) })
    expect(called.exitCode).toBe(4)
    expect(called.err).toContain('you may not make it')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('Ctrl-C', () => {
  it('stops the command and marks the run stopped, with what there is of it', async () => {
    const cwd = stepOf([
      'echo half > "$VH_OUTPUTS_DIR/m"; echo started; touch ready; sleep 60; echo no',
    ])
    const { interruption, stop } = interruptionOf()
    const running = ana.hub(['run', 'work'], { cwd, interruption })
    await expect.poll(() => existsSync(join(cwd, 'ready')), { timeout: 10_000 }).toBe(true)
    stop()
    expect(await running).toMatchObject({
      exitCode: 130,
      out: 'started\nrun://penguins/1 stopped\n',
    })
    expect(await runOf()).toMatchObject({ state: 'stopped', outputs: [{ name: 'm' }] })
    expect(await logOf()).toContain('started\n')
  })
})

describe('a hub that goes away', () => {
  let wire: Wire
  let cwd: string
  let far: User
  beforeEach(async () => {
    wire = await Wire.to(server.url)
    far = new User(wire.url, secret)
    cwd = stepOf([
      `while [ ! -f go ]; do echo one; sleep 0.05; done; echo two; echo '{"loss": 1}'; echo m > "$VH_OUTPUTS_DIR/m"`,
    ])
  })

  it('for a while loses nothing of a run', async () => {
    const running = far.hub(['run', 'work'], { cwd })
    await expect.poll(() => logOf(), { timeout: 10_000 }).toContain('one\n')
    wire.cut()
    await expect.poll(() => wire.refused, { timeout: 10_000 }).toBeGreaterThan(1)
    writeFileSync(join(cwd, 'go'), '')
    wire.mend()
    const { exitCode, err } = await running
    expect(exitCode).toBe(0)
    expect(err).toContain('The run goes on; its log and metrics wait.')
    expect(await logOf()).toMatch(/^(one\n)+two\n\{"loss": 1\}\n$/)
    expect(await runOf()).toMatchObject({
      state: 'completed',
      summary: { loss: 1 },
      outputs: [{ name: 'm' }],
    })
  })

  /** Runs the step while the hub goes away for good; answers the folder that it leaves. */
  async function cutOff(): Promise<string> {
    const running = far.hub(['run', 'work', '--patience', '1'], { cwd })
    await expect.poll(() => logOf(), { timeout: 10_000 }).toContain('one\n')
    wire.cut()
    writeFileSync(join(cwd, 'go'), '')
    const { exitCode, err } = await running
    expect(exitCode).toBe(1)
    const kept = /its outputs and log are kept in (\S+)\.\n/.exec(err)?.[1] ?? ''
    expect(err).toContain(`hub run --resume ${kept}\n`)
    onTestFinished(() => rmSync(kept, { recursive: true, force: true }))
    return kept
  }
  const resume = (kept: string) => far.hub(['run', '--resume', kept, '--patience', '1'], { cwd })

  it('for good leaves everything here, from where it is brought later', async () => {
    const kept = await cutOff()
    expect(readFileSync(join(kept, 'outputs/m'), 'utf8')).toBe('m\n')
    const log = readFileSync(join(kept, 'log'), 'utf8')
    expect(log).toMatch(/^(one\n)+two\n\{"loss": 1\}\n$/)
    expect((await resume(kept)).err).toContain('cannot be reached')
    wire.mend()
    const { exitCode, out } = await resume(kept)
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'run://penguins/1 completed\n' })
    expect(await logOf()).toBe(log)
    expect(await runOf()).toMatchObject({
      state: 'completed',
      exitCode: 0,
      outputs: [{ name: 'm' }],
    })
    const { series } = await api<{ series: MetricSeries[] }>('/projects/penguins/runs/1/metrics')
    expect(series).toMatchObject([{ key: 'loss', points: [{ value: 1 }] }])
    expect(existsSync(kept)).toBe(false)
    expect((await resume(kept)).exitCode).toBe(5)
  })

  it('may have given the run up by then, and is told all the same', async () => {
    const kept = await cutOff()
    const later = { now: () => new Date(Date.now() + 16 * 60_000) }
    const worker = systemContext('worker', { ...arrival(), via: 'worker' })
    expect(await expireRuns({ ...worker, ...later })).toBeGreaterThan(0)
    wire.mend()
    const { exitCode, err } = await resume(kept)
    expect(exitCode).toBe(0)
    expect(err).toContain('The hub had given up run://penguins/1')
    expect(await runOf()).toMatchObject({
      state: 'completed',
      alerts: [],
      outputs: [{ name: 'm' }],
    })
  })

  it('may have had the end already, when only the answer was lost', async () => {
    const kept = await cutOff()
    wire.mend()
    const finish = (state: string) =>
      server.fetch(secret, 'POST', `/${acme.slug}/projects/penguins/runs/1/finish`, { state })
    await finish('completed')
    expect((await resume(kept)).out).toBe('run://penguins/1 completed\n')
  })

  it('is told of a run whose runner was killed as of one that failed', async () => {
    const kept = await cutOff()
    const facts = JSON.parse(readFileSync(join(kept, 'run.json'), 'utf8')) as object
    writeFileSync(join(kept, 'run.json'), JSON.stringify({ ...facts, ending: null }))
    wire.mend()
    expect(await resume(kept)).toMatchObject({ exitCode: 1, out: 'run://penguins/1 error\n' })
    expect(await runOf()).toMatchObject({ state: 'error', outputs: [{ name: 'm' }] })
    expect(await logOf()).toContain('hub: hub run ended before its command did.\n')
  })

  it('does not take what belongs to a run that someone ended, or to another hub', async () => {
    const kept = await cutOff()
    wire.mend()
    const elsewhere = await new User(server.url, secret).hub(['run', '--resume', kept])
    expect(elsewhere).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining(`belongs to the hub at ${wire.url}`),
    })
    const path = `/${acme.slug}/projects/penguins/runs/1/finish`
    await server.fetch(secret, 'POST', path, { state: 'stopped' })
    const { exitCode, err } = await resume(kept)
    expect(exitCode).toBe(6)
    expect(err).toContain('run://penguins/1 was ended by someone else: stopped.')
    expect(existsSync(join(kept, 'outputs/m'))).toBe(true)
  })
})

describe('outputs that are made read-only', () => {
  it('are on the hub while the command runs, gone here, and described by sidecars all the same', async () => {
    const cwd = stepOf([
      'cd "$VH_OUTPUTS_DIR"; mkdir sub; echo one > sub/live; chmod a-w sub/live; echo two > late',
      `echo '{"file": "sub/live", "metadata": {"epoch": 1}}' > valohai.metadata.jsonl`,
      'while [ -e sub/live ]; do sleep 0.05; done; echo seen; while [ ! -e go ]; do sleep 0.05; done',
    ])
    const go = (path: string) => writeFileSync(join(path, 'go'), '')
    const running = ana.hub(['run', 'work', '--keep'], { cwd })
    await expect.poll(() => logOf(), { timeout: 10_000 }).toContain('seen\n')
    expect(await runOf()).toMatchObject({ state: 'running', outputs: [{ name: 'sub/live' }] })
    const [folder] = readdirSync(tmpdir()).filter((name) =>
      name.startsWith(`hub-run-${process.pid}-`),
    )
    go(join(tmpdir(), folder ?? '', 'outputs'))
    expect(await running).toMatchObject({ exitCode: 0 })
    expect(await runOf()).toMatchObject({
      outputs: [
        { name: 'go', size: 0 },
        { name: 'late', size: 4 },
        { name: 'sub/live', size: 4, properties: { epoch: 1 } },
      ],
    })
    rmSync(join(tmpdir(), folder ?? ''), { recursive: true })
  })
})

/** The work folders that a call mentions and that are still there. */
function workFolders({ err, out }: { err: string; out: string }): string[] {
  return [...`${err}${out}`.matchAll(/\S*hub-run-\S+/g)].map(([path]) => path).filter(existsSync)
}
