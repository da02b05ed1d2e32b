import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Group } from '@/lib/groups/view'
import type { RunItem } from '@/lib/runs/view'
import { folderWith } from './testing/folder'
import { cliHub } from './testing/hub'
import { interruptionOf } from './testing/terminal'

const hub = cliHub()

const groupOf = (number = 1) => hub.json<Group>(`/projects/trees/groups/${number}`)

// The loss is lowest at n = 3; each run makes a version.
const right = `printf '{"loss": %s}\\n' $((({parameter-value:n} - 3) * ({parameter-value:n} - 3))) && echo {parameter-value:n} > "$VH_OUTPUTS_DIR/model" && echo '{"valohai.model-versions": ["model://forest/"]}' > "$VH_OUTPUTS_DIR/model.metadata.json"`

/** A folder called trees with the step grow, whose command is this line, and these tasks. */
function folderOf(command: string, ...tasks: string[]): string {
  const step = `- step:
    name: grow
    image: node:20
    command:
      - ${JSON.stringify(command)}
    parameters:
      - {name: n, type: integer, default: 1, max: 100}
      - {name: kind, default: a}
      - {name: layers, type: integer, multiple: separate, optional: true}
`
  const list = tasks.map((task) => `- task: {step: grow, ${task}}\n`).join('')
  return join(folderWith({ 'trees/valohai.yaml': step + list }), 'trees')
}

const items = (...values: unknown[]) =>
  `parameters: [{name: n, style: multiple, rules: {items: ${JSON.stringify(values)}}}]`

interface Document {
  task: number
  state: string
  best: string | null
  left: number
  runs: { run: string; state: string; parameters: Record<string, unknown>; versions: string[] }[]
}

describe('hub task run', () => {
  it('makes a run and a version for every combination, in one task, and tells the best', async () => {
    const cwd = folderOf(
      right,
      `name: sweep, optimization-target-metric: loss, parameters: [{name: n, style: linear, rules: {min: 1, max: 6, step: 1}}, {name: kind, style: multiple, rules: {items: [a, b]}}]`,
    )
    const called = await hub.ana.hub(['task', 'run', 'sweep', '-j', '4'], { cwd })
    expect(called.exitCode).toBe(0)
    const lines = called.out.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^RUN +STATE +n +kind +loss +MADE$/)
    expect(lines[1]).toMatch(/^run:\/\/trees\/\d+ +completed +3 +[ab] +0 +model:\/\/forest\/v\d+$/)
    expect(lines[12]).toMatch(/ 6 +[ab] +9 /)
    expect(lines.slice(13)).toEqual([
      expect.stringMatching(/^Best by loss: run:\/\/trees\/\d+ model:\/\/forest\/v\d+$/),
      'Task 1 completed: 12 runs',
    ])
    expect(called.err).toContain(
      `Task 1 of trees: 12 runs  ${hub.server.url}/${hub.acme.slug}/projects/trees/groups/1`,
    )
    expect(called.err).toMatch(
      /\[12\/12\] {2}run:\/\/trees\/\d+ {2}completed {2}n=\d kind=[ab] {2}loss=\d {2}model:/,
    )

    const group = await groupOf()
    expect(group).toMatchObject({ kind: 'task', name: 'sweep', state: 'completed' })
    expect(group.runs).toHaveLength(12)
    expect(new Set(group.runs.map(({ params }) => `${params.n}${params.kind}`)).size).toBe(12)
    expect(group.plan.parameters).toEqual({ n: [1, 2, 3, 4, 5, 6], kind: ['a', 'b'] })
    expect((await hub.json<{ items: unknown[] }>('/models/forest/versions')).items).toHaveLength(12)
  })

  it('tries the values that a parameter of a step is given several times', async () => {
    const cwd = folderOf(right)
    const words = ['task', 'run', 'grow', '-p', 'n=2', '-p', 'n=4', '-p', 'kind=z']
    const found = await hub.ana.json<Document>([...words, '-p', 'layers=1', '-p', 'layers=2'], {
      cwd,
    })
    expect(found).toMatchObject({ task: 1, state: 'completed', left: 0, best: null })
    expect(found.runs.map(({ parameters }) => parameters)).toEqual([
      { n: ['2'], kind: ['z'], layers: ['1', '2'] },
      { n: ['4'], kind: ['z'], layers: ['1', '2'] },
    ])
    expect(
      (await groupOf()).runs
        .map(({ params }) => params)
        .toSorted((a, b) => Number(a.n) - Number(b.n)),
    ).toEqual([
      { n: 2, kind: 'z', layers: [1, 2] },
      { n: 4, kind: 'z', layers: [1, 2] },
    ])
  })

  it('gives all commands the variables that are named, and leaves out code when told', async () => {
    const cwd = folderOf('test "$MODE" = all')
    const words = ['task', 'run', 'grow', '-p', 'n=1', '-p', 'n=2']
    const env = { MODE: 'slow' }
    const called = await hub.ana.hub([...words, '-e', 'MODE=all', '--no-code'], { cwd, env })
    expect(called).toMatchObject({ exitCode: 0 })
    expect(await hub.json('/projects/trees/runs/2')).toMatchObject({ commit: null, code: null })
    expect((await hub.get('/projects/trees/runs/1/code')).status).toBe(404)
    expect(await hub.ana.hub([...words, '-e', '1=x'], { cwd })).toMatchObject({
      exitCode: 2,
      err: 'hub: 1 cannot be a variable. Use letters, digits and underscores.\n',
    })
  })

  it('draws the same at random for the same seed', async () => {
    const cwd = folderOf(
      right,
      'name: s, type: random_search, execution-count: 3, parameters: [{name: n, style: random, rules: {min: 1, max: 90}}]',
    )
    const values = async () => {
      const { runs } = await hub.ana.json<Document>(['task', 'run', 's', '--seed', '7'], { cwd })
      return runs.map(({ parameters }) => parameters.n)
    }
    expect(await values()).toEqual(await values())
    expect((await hub.ana.hub(['task', 'run', 's', '--seed', '7'], { cwd })).err).toContain(
      'Seed 7\n',
    )
  })

  it('begins nothing when a value, a name or the file is wrong', async () => {
    const cwd = folderOf(right, `name: sweep, ${items(1)}`)
    const wrong = async (...words: string[]) => await hub.ana.hub(['task', ...words], { cwd })
    expect(await wrong('run', 'sweeep')).toMatchObject({
      exitCode: 5,
      err: 'hub: valohai.yaml has no task or step sweeep. Did you mean sweep?\n',
    })
    expect((await wrong('run', 'grow', '-p', 'n=1', '-p', 'n=101')).err).toContain(
      'n is at most 100, not 101.',
    )
    expect((await wrong('run', 'sweep', '-p', 'm=1')).err).toContain('grow has no parameter m.')
    expect((await wrong('run', 'sweep', '-i', 'data=x')).err).toContain('grow has no input data.')
    expect((await wrong('run', 'sweep', '-j', '0')).exitCode).toBe(2)
    expect((await wrong('start', 'sweep')).err).toContain('hub task run sweep')
    expect(
      (
        await wrong(
          'run',
          'grow',
          ...Array(10_001)
            .fill(0)
            .flatMap((_, n) => ['-p', `kind=${n}`]),
        )
      ).err,
    ).toContain('a task has at most 10,000')
    const broken = folderOf(right, `name: sweep, ${items('x')}`)
    expect((await hub.ana.hub(['task', 'run', 'sweep'], { cwd: broken })).err).toContain(
      'valohai.yaml:10:90 error',
    )
    expect((await hub.json<{ items: RunItem[] }>('/runs')).items).toEqual([])
  })
})

describe('a run of a task that fails', () => {
  const failing = `if [ {parameter-value:n} = 2 ]; then exit 3; fi; ${right}`
  const sweep = (onChildError: string) =>
    folderOf(failing, `name: sweep, on-child-error: ${onChildError}, ${items(1, 2, 3)}`)

  it.each([
    ['continue-and-complete', 0, 'completed', 3],
    ['continue-and-error', 1, 'error', 3],
    ['stop-all-and-error', 1, 'error', 2],
  ])('with %s ends the task as it says', async (onChildError, exitCode, state, runs) => {
    const called = await hub.ana.hub(['task', 'run', 'sweep', '-j', '1'], {
      cwd: sweep(onChildError),
    })
    expect(called.exitCode).toBe(exitCode)
    expect(called.err).toContain('error  n=2  The command failed with exit code 3.')
    expect(called.out).toContain(`Task 1 ${state}: ${runs} runs, 1 failed`)
    const group = await groupOf()
    expect(group.state).toBe(state)
    expect(group.runs).toHaveLength(runs)
  })

  it('fails it whatever is said when all do', async () => {
    const cwd = folderOf('exit 1', `name: sweep, ${items(1, 2)}`)
    expect((await hub.ana.hub(['task', 'run', 'sweep'], { cwd })).exitCode).toBe(1)
    expect((await groupOf()).state).toBe('error')
  })
})

describe('a task', () => {
  it('begins no further run once its stop-condition holds', async () => {
    const cwd = folderOf(right, `name: sweep, stop-condition: loss < 1, ${items(1, 3, 4, 5)}`)
    const called = await hub.ana.hub(['task', 'run', 'sweep', '-j', '1'], { cwd })
    expect(called).toMatchObject({ exitCode: 0 })
    expect(called.out).toContain('Task 1 completed: 2 runs, 2 not begun')
  })

  it('ends with 7 when something could not be registered', async () => {
    const cwd = folderOf(
      `echo a > "$VH_OUTPUTS_DIR/a" && echo '{"valohai.dataset-versions": ["dataset://rows/v1"]}' > "$VH_OUTPUTS_DIR/a.metadata.json"`,
      `name: sweep, ${items(1, 2)}`,
    )
    const called = await hub.ana.hub(['task', 'run', 'sweep'], { cwd })
    expect(called.exitCode).toBe(7)
    expect(called.err).toMatch(/Alert: run:\/\/trees\/\d: /)
    expect((await hub.ana.hub(['task', 'run', 'sweep', '--allow-alerts'], { cwd })).exitCode).toBe(
      0,
    )
  })

  it('is stopped whole by Ctrl-C', async () => {
    const cwd = folderOf('touch ready; sleep 60', `name: sweep, ${items(1, 2, 3)}`)
    const { interruption, stop } = interruptionOf()
    const running = hub.ana.hub(['task', 'run', 'sweep', '-j', '2'], { cwd, interruption })
    await expect.poll(() => existsSync(join(cwd, 'ready')), { timeout: 10_000 }).toBe(true)
    stop()
    expect((await running).exitCode).toBe(130)
    const group = await groupOf()
    expect(group.state).toBe('stopped')
    expect(new Set(group.runs.map(({ state }) => state))).toEqual(new Set(['stopped']))
  })

  it('ends as failed when its runs cannot be made', async () => {
    const cwd = folderOf(right, `name: sweep, ${items(1, 2)}`)
    const yaml = join(cwd, 'valohai.yaml')
    const inputs = '    inputs: [{name: data, default: "dataset://none/v1"}]\n    parameters:\n'
    writeFileSync(yaml, readFileSync(yaml, 'utf8').replace('    parameters:\n', inputs))
    const called = await hub.ana.hub(['task', 'run', 'sweep'], { cwd })
    expect(called.exitCode).toBe(5)
    expect(called.err).toContain('none')
    expect(await groupOf()).toMatchObject({ state: 'error', runs: [] })
  })
})
