import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Reproduction } from '@/lib/runs/reproduction-view'
import type { MetricSeries, RunItem } from '@/lib/runs/view'
import { folderWith } from './testing/folder'
import { cliHub, stepOf } from './testing/hub'
import { isRunning } from './testing/processes'
import { interruptionOf } from './testing/terminal'
import { User } from './testing/user'

const hub = cliHub()

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
    const called = await hub.ana.hub(['run', 'work', '-p', 'trees=7'], { cwd })
    expect(called).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/run:\/\/penguins\/1 completed\n$/),
    })
    expect(called.err).toContain('Made the project penguins.')
    expect(called.err).toContain(`${hub.server.url}/${hub.acme.slug}/projects/penguins/runs/1`)

    const run = await hub.run()
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
    const { series } = await hub.json<{ series: MetricSeries[] }>(
      '/projects/penguins/runs/1/metrics?key=loss',
    )
    expect(series[0]?.points.map(({ step, value }) => [step, value])).toEqual([
      [1, 0.5],
      [2, 'NaN'],
    ])
    expect((await hub.log()).split('\n').sort()).toEqual(
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
    expect(await hub.ana.hub(['run', 'work'], { cwd })).toMatchObject({
      exitCode: 0,
      out: 'run://penguins/1 completed\nmodel://forest/v1 pending\ndataset://trees/v1\n',
    })
    expect(await hub.json(`/models/forest/versions/1`)).toMatchObject({
      tags: ['a'],
      run: 'run://penguins/1',
      files: [{ name: 'card.md' }, { name: 'model.json' }],
    })
    expect((await hub.run()).outputs.map(({ name }) => name)).toEqual([
      'card.md',
      'data.csv',
      'model.json',
    ])
  })

  it('lays out inputs read-only, pinned, with the variables and files of the job contract', async () => {
    const source = folderWith({ 'a.csv': 'a', 'b.csv': 'b' })
    await hub.ana.hub(['push', 'a.csv', 'b.csv', 'model://tables/'], { cwd: source })
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
    expect((await hub.ana.hub(['run', 'work'], { cwd })).exitCode).toBe(0)
    expect(await hub.run()).toMatchObject({
      inputs: [{ uri: 'model://tables/newest', resolved: /^model:\/\/tables\/v1@sha256:/ }].map(
        ({ uri, resolved }) => ({ uri, resolved: expect.stringMatching(resolved) }),
      ),
    })
    const output = async (name: string) =>
      await (
        await hub.server.fetch(
          hub.secret,
          'GET',
          `/${hub.acme.slug}/projects/penguins/runs/1/outputs/${name}`,
        )
      ).text()
    expect(await output('both.csv')).toBe('ab')
    expect((await output('modes')).trim().split('\n').slice(1)).toEqual([
      '-r--r--r--',
      '-r--r--r--',
    ])
    expect((await output('configs')).trim().split('\n')).toEqual(
      ['api', 'execution', 'inputs', 'parameters'].flatMap((name) => [
        `${name}.json`,
        `${name}.yaml`,
      ]),
    )
    expect((await output('pwd')).trim()).toBe(cwd)
    expect(JSON.parse(await output('parameters.json'))).toEqual({ which: 'newest' })
    expect(JSON.parse(await output('execution.json'))).toMatchObject({
      'valohai.execution-counter': 1,
      'valohai.project-name': `${hub.acme.slug}/penguins`,
    })
    const { data } = JSON.parse(await output('inputs.json'))
    expect(data.files[0]).toMatchObject({ name: 'a.csv', size: 1, metadata: [{}] })
    const env = await output('env')
    expect(env).toMatch(/^VH_JOB_ID=exec-[0-9a-f-]{36}$/m)
    expect(env).not.toContain(hub.secret)
  })

  it('keeps the code that no commit holds, and the step as it was written', async () => {
    const cwd = stepOf(['echo hello'], '    time-limit: 1h\n', { 'train.py': 'print(1)\n' })
    await hub.ana.hub(['run', 'work'], { cwd })
    const run = await hub.run()
    expect(run.commit?.id).toMatch(/^~[0-9a-f]{64}$/)
    const archive = await (await hub.get('/projects/penguins/runs/1/code')).arrayBuffer()
    const path = join(folderWith({ 'code.tgz': Buffer.from(archive) }), 'code.tgz')
    expect(`~${createHash('sha256').update(Buffer.from(archive)).digest('hex')}`).toBe(
      run.commit?.id,
    )
    const list = execFileSync('tar', ['tzf', path], { encoding: 'utf8' })
    expect(list).toBe('train.py\nvalohai.yaml\n')
    const record = await hub.json<Reproduction>('/projects/penguins/runs/1/reproduction')
    expect(record.definition).toMatchObject({
      yaml: 'valohai.yaml',
      step: { name: 'work', command: ['echo hello'], 'time-limit': '1h' },
    })
    await hub.ana.hub(['run', 'work', '--no-code'], { cwd })
    expect((await hub.run(2)).commit).toBeNull()
    expect((await hub.get('/projects/penguins/runs/2/code')).status).toBe(404)
  })

  it('gives the command variables: of the step, of the shell, and those named, the last first', async () => {
    const cwd = stepOf(
      ['echo "$A $B $C $D"; env | grep -c hub_ || true'],
      '    environment-variables:\n      - {name: A, default: step}\n      - {name: B, default: step}\n' +
        '      - {name: C, default: step}\n      - {name: D}\n',
    )
    const env = { B: 'shell', C: 'shell' }
    const { out } = await hub.ana.hub(['run', 'work', '-e', 'C=named'], { cwd, env })
    expect(out).toBe('step shell named \n0\nrun://penguins/1 completed\n')
  })

  it('fetches an input once, and again when what it kept is damaged', async () => {
    const source = folderWith({ 'a.csv': 'right' })
    await hub.ana.hub(['push', 'a.csv', 'model://tables/'], { cwd: source })
    const cwd = stepOf(
      ['cat "$VH_INPUTS_DIR/data/a.csv"'],
      '    inputs:\n      - {name: data, default: model://tables/v1}\n',
    )
    expect((await hub.ana.hub(['run', 'work'], { cwd })).out).toContain('right')
    const cache = join(hub.ana.home, '.cache/model-hub/blobs')
    const [first] = readdirSync(cache)
    const folder = join(cache, first ?? '')
    const [digest] = readdirSync(folder)
    const kept = join(folder, digest ?? '')
    execFileSync('sh', ['-c', 'chmod u+w "$1" && printf wrong > "$1"', 'sh', kept])
    expect((await hub.ana.hub(['run', 'work'], { cwd })).out).toContain('right')
    expect(readFileSync(kept, 'utf8')).toBe('right')
  })

  it('brings a long log whole and every metric', async () => {
    const program = `for (let i = 0; i < 3000; i++) console.log(JSON.stringify({step: i, loss: i, pad: 'x'.repeat(700)}))`
    const cwd = stepOf(['node print.js'])
    writeFileSync(join(cwd, 'print.js'), program)
    const { exitCode, out } = await hub.ana.hub(['run', 'work'], { cwd })
    expect(exitCode).toBe(0)
    expect(await hub.log()).toBe(out.replace('run://penguins/1 completed\n', ''))
    const { series } = await hub.json<{ series: MetricSeries[] }>(
      '/projects/penguins/runs/1/metrics?key=loss',
    )
    expect(series[0]?.points.at(-1)).toMatchObject({ step: 2999, value: 2999 })
  })

  it('prints one document with --json and leaves the rest to stderr', async () => {
    const cwd = stepOf(['echo hello', 'echo x > "$VH_OUTPUTS_DIR/x"'])
    const { out, err } = await hub.ana.hub(['run', 'work', '--json'], { cwd })
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
    const { exitCode, out, err } = await hub.ana.hub(['run', 'work'], { cwd })
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: 'failing\nrun://penguins/1 error\n' })
    expect(err).toContain('The command failed with exit code 3.')
    expect(await hub.run()).toMatchObject({
      state: 'error',
      exitCode: 3,
      versions: [],
      outputs: [{ name: 'm' }],
    })
    expect(await hub.log()).toBe('failing\nhub: The command failed with exit code 3.\n')
    expect(await hub.json('/models')).toMatchObject({ items: [] })
  })

  it('by a signal is told as such', async () => {
    const cwd = stepOf(['kill -9 $$'])
    expect((await hub.ana.hub(['run', 'work'], { cwd })).err).toContain('was killed by SIGKILL')
    expect(await hub.run()).toMatchObject({ state: 'error', exitCode: 137 })
  })

  it('to read a sidecar is an alert with file and line, and the rest is registered', async () => {
    const cwd = stepOf([
      `echo a > "$VH_OUTPUTS_DIR/m"; ${sidecar}`,
      `echo b > "$VH_OUTPUTS_DIR/n"; printf '{"a": 1,\\n oops}' > "$VH_OUTPUTS_DIR/n.metadata.json"`,
    ])
    const { exitCode, err } = await hub.ana.hub(['run', 'work'], { cwd })
    expect(exitCode).toBe(7)
    expect(err).toContain('Alert: n.metadata.json:2:2: it is not JSON.')
    expect(await hub.run()).toMatchObject({
      ...{ state: 'completed', exitCode: 0, versions: ['model://forest/v1'] },
      alerts: [
        { code: 'outputs_invalid', message: expect.stringContaining('n.metadata.json:2:2') },
      ],
    })
    expect(await hub.log()).toContain('hub: n.metadata.json:2:2: it is not JSON.')
    expect((await hub.ana.hub(['run', 'work', '--allow-alerts'], { cwd })).exitCode).toBe(0)
  })

  it('to register something completes with an alert, and ends with 7 unless that is allowed', async () => {
    const cwd = stepOf([
      'echo a > "$VH_OUTPUTS_DIR/a"',
      `echo '{"valohai.dataset-versions": ["dataset://trees/v1"]}' > "$VH_OUTPUTS_DIR/a.metadata.json"`,
    ])
    expect((await hub.ana.hub(['run', 'work'], { cwd })).exitCode).toBe(0)
    const again = await hub.ana.hub(['run', 'work'], { cwd })
    expect(again).toMatchObject({ exitCode: 7, out: 'run://penguins/2 completed\n' })
    expect(again.err).toContain('Alert: ')
    expect((await hub.ana.hub(['run', 'work', '--allow-alerts'], { cwd })).exitCode).toBe(0)
  })
})

describe('the limits of a step', () => {
  it('end it with all that it started, and its outputs are kept', async () => {
    const cwd = stepOf(
      ['echo half > "$VH_OUTPUTS_DIR/m"; sleep 60 & echo $! > pid; wait; echo no'],
      '    time-limit: 1s\n',
    )
    const { exitCode, out, err } = await hub.ana.hub(['run', 'work'], { cwd })
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: 'run://penguins/1 error\n' })
    expect(err).toContain('It ran for longer than its time-limit of 1 s.')
    expect(await hub.run()).toMatchObject({
      state: 'error',
      exitCode: 143,
      outputs: [{ name: 'm' }],
    })
    expect(await hub.log()).toBe('hub: It ran for longer than its time-limit of 1 s.\n')
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
    const { exitCode, err } = await hub.ana.hub(['run', 'work'], { cwd })
    expect(exitCode).toBe(0)
    expect(err).toContain('its stop-condition holds: acc >= 0.3 and epoch >= 2.')
    expect(await hub.run()).toMatchObject({
      state: 'stopped',
      exitCode: 0,
      outputs: [{ name: 'm' }],
    })
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
    const called = await hub.ana.hub(['run', 'work'], { cwd: step(folder) })
    expect(called.exitCode).toBe(5)
    expect(called.err).toContain('forest')
    const { items } = await hub.json<{ items: RunItem[] }>('/runs')
    expect(items).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  it('does nothing for someone who may not', async () => {
    const otto = new User(hub.server.url, await hub.acme.secret('auditor'))
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
    const running = hub.ana.hub(['run', 'work'], { cwd, interruption })
    await expect.poll(() => existsSync(join(cwd, 'ready')), { timeout: 10_000 }).toBe(true)
    stop()
    expect(await running).toMatchObject({
      exitCode: 130,
      out: 'started\nrun://penguins/1 stopped\n',
    })
    expect(await hub.run()).toMatchObject({ state: 'stopped', outputs: [{ name: 'm' }] })
    expect(await hub.log()).toContain('started\n')
  })
})

describe('hub stop', () => {
  it('stops a run from elsewhere, which then says so', async () => {
    const cwd = stepOf(['echo half > "$VH_OUTPUTS_DIR/m"; touch ready; sleep 60'])
    const running = hub.ana.hub(['run', 'work'], { cwd })
    await expect.poll(() => existsSync(join(cwd, 'ready')), { timeout: 10_000 }).toBe(true)
    expect((await hub.ana.hub(['stop', 'run://penguins/1'])).exitCode).toBe(0)
    const { exitCode, err } = await running
    expect(exitCode).toBe(130)
    expect(err).toContain('Stopped on the hub.')
    expect(await hub.run()).toMatchObject({ state: 'stopped', outputs: [{ name: 'm' }] })
  })
})

/** The work folders that a call mentions and that are still there. */
function workFolders({ err, out }: { err: string; out: string }): string[] {
  return [...`${err}${out}`.matchAll(/\S*hub-run-\S+/g)].map(([path]) => path).filter(existsSync)
}
