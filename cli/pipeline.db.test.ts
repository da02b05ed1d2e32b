import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Group } from '@/lib/groups/view'
import type { Run, RunItem } from '@/lib/runs/view'
import { folderWith } from './testing/folder'
import { cliHub } from './testing/hub'
import { interruptionOf } from './testing/terminal'

const hub = cliHub()

const groupOf = (number = 1) => hub.json<Group>(`/projects/flow/groups/${number}`)
const runOf = (uri: string) => hub.json<Run>(`/projects/flow/runs/${uri.split('/').at(-1)}`)

interface Document {
  pipeline: number
  state: string
  reason: string | null
  nodes: {
    name: string
    state: string
    reason: string | null
    task: number | null
    runs: { run: string; parameters: Record<string, unknown>; versions: string[] }[]
  }[]
}

const out = '"$VH_OUTPUTS_DIR"'
const registered = (file: string, key: string, uri: string) =>
  `echo '{"valohai.${key}": ["${uri}"]}' > ${out}/${file}.metadata.json`

/** A step with this command and what else it has. */
function step(name: string, commands: string[], more: Record<string, unknown> = {}) {
  return { step: { name, image: 'node:20', command: commands, ...more } }
}

const n = { parameters: [{ name: 'n', type: 'integer', default: 1 }] }
const read = { inputs: [{ name: 'data', optional: true }] }
const make = step('make', [`echo {parameter-value:n} > ${out}/a.txt`, `echo b > ${out}/b.csv`], n)
const use = step(
  'use',
  ['cat "$VH_INPUTS_DIR"/data/* || true', `echo '{"seen": {parameter-value:n}}'`],
  {
    ...n,
    ...read,
  },
)

/** A folder called flow with these items and one pipeline. */
function flow(items: unknown[], pipeline: Record<string, unknown>): string {
  const text = JSON.stringify([...items, { pipeline: { name: 'all', edges: [], ...pipeline } }])
  return join(folderWith({ 'flow/valohai.yaml': text }), 'flow')
}

const execution = (name: string, step: string, more: Record<string, unknown> = {}) => ({
  ...{ name, step, type: 'execution' },
  ...more,
})

const run = (cwd: string, ...words: string[]) =>
  hub.ana.json<Document>(['pipeline', 'run', 'all', ...words], { cwd })
const states = ({ nodes }: Document) =>
  Object.fromEntries(nodes.map(({ name, state }) => [name, state]))

describe('hub pipeline run', () => {
  it('hands on files as the versions they were registered in, values, and what inputs meant', async () => {
    const items = [
      step(
        'prepare',
        [
          `echo train > ${out}/train.csv; echo test > ${out}/test.csv; echo log > ${out}/log.txt`,
          registered('train.csv', 'dataset-versions', 'dataset://rows/{parameter-value:version}'),
          registered('test.csv', 'dataset-versions', 'dataset://rows/{parameter-value:version}'),
        ],
        { parameters: [{ name: 'version', default: 'v1' }] },
      ),
      step(
        'train',
        [
          `cat "$VH_INPUTS_DIR"/data/train.csv > ${out}/model.json && echo {parameter-value:n} >> ${out}/model.json`,
          registered('model.json', 'model-versions', 'model://forest/'),
          `echo '{"loss": {parameter-value:n}}'`,
        ],
        { ...n, inputs: [{ name: 'data' }] },
      ),
      step(
        'judge',
        [`ls "$VH_INPUTS_DIR"/log`, `echo '{"best": "model://forest/v2", "all": [7, 8]}'`],
        { inputs: [{ name: 'data' }, { name: 'log' }, { name: 'model' }] },
      ),
      step('serve', ['cat "$VH_INPUTS_DIR"/model/model.json'], {
        parameters: [{ name: 'uri', default: 'model://forest/latest' }],
        inputs: [{ name: 'model', default: '{parameter:uri}' }],
      }),
      use,
      {
        task: {
          name: 'sweep',
          step: 'train',
          'optimization-target-metric': 'loss',
          parameters: [{ name: 'n', style: 'multiple', rules: { items: [1, 2] } }],
        },
      },
    ]
    const cwd = flow(items, {
      parameters: [{ name: 'version', default: 'none', targets: ['prepare.parameter.version'] }],
      nodes: [
        execution('serve', 'serve'),
        execution('prepare', 'prepare'),
        { name: 'train', type: 'task', task: 'sweep' },
        execution('one', 'train', { override: { image: 'other' } }),
        execution('judge', 'judge'),
        { name: 'again', type: 'task', step: 'use' },
      ],
      edges: [
        ['prepare.output.t*.csv', 'train.input.data'],
        ['prepare.output.train.csv', 'one.input.data'],
        ['one.input.dat*', 'judge.input.data'],
        ['prepare.output.*.txt', 'judge.input.log'],
        ['one.output.model.json', 'judge.input.model'],
        ['judge.metadata.best', 'serve.parameter.uri'],
        ['train.dependency.*', 'serve.dependency.*'],
        ['judge.metadata.all', 'again.parameter.n'],
      ],
    })
    const {
      exitCode,
      out: said,
      err,
    } = await hub.ana.hub(['pipeline', 'run', 'all', '-p', 'version=v7', '-j', '3'], { cwd })
    expect({ exitCode, err }).toMatchObject({ exitCode: 0 })
    expect(said).toMatch(/^NODE +STATE +RUNS +MADE\n/)
    expect(said).toContain('Pipeline 1 completed: 6 nodes, 8 runs\n')
    expect(err).toMatch(/train \[2\/2\] {2}run:\/\/flow\/\d+ {2}completed {2}n=\d {2}loss=\d/)

    const group = await groupOf()
    expect(group).toMatchObject({
      kind: 'pipeline',
      name: 'all',
      state: 'completed',
      groups: [{ node: 'train', kind: 'task', state: 'completed' }, { node: 'again' }],
    })
    const { items: all } = await hub.json<{ items: RunItem[] }>('/runs')
    const of = async (node: string) => {
      const task = group.groups.find((one) => one.node === node)
      const runs = task ? (await groupOf(task.group)).runs : all.filter(({ step }) => step === node)
      return await Promise.all(runs.map(({ uri }) => runOf(uri)))
    }
    const inputsOf = async (node: string) =>
      (await of(node)).map(({ inputs }) => inputs.map(({ name, uri }) => `${name} ${uri}`))
    // Both files together are the dataset version; one of them is a file.
    expect(await inputsOf('train')).toContainEqual(['data dataset://rows/v7'])
    const [[data = '', log = '', model = ''] = []] = await inputsOf('judge')
    expect(data).toMatch(/^data datum:\/\//)
    expect(log).toMatch(/^log datum:\/\//)
    expect(model).toMatch(/^model model:\/\/forest\/v\d\/model\.json$/)
    expect(await inputsOf('serve')).toEqual([['model model://forest/v2']])
    expect((await of('again')).map(({ params }) => params.n).toSorted()).toEqual([7, 8])
    expect(group.plan).toMatchObject({
      parameters: { version: 'v7' },
      nodes: expect.arrayContaining([{ name: 'train', type: 'task', step: 'train' }]),
      edges: expect.arrayContaining([
        { from: 'prepare.output.t*.csv', to: 'train.input.data', kind: 'output' },
      ]),
    })
  })

  it('adds to the defaults of an input where the node says append, and overrides its step', async () => {
    const source = folderWith({ 'c.csv': 'c' })
    await hub.ana.hub(['push', 'c.csv', 'model://tables/'], { cwd: source })
    const cwd = flow([make, use], {
      nodes: [
        execution('make', 'make'),
        execution('use', 'use', {
          'edge-merge-mode': 'append',
          override: {
            command: [`cat "$VH_INPUTS_DIR"/data/* > ${out}/all`, 'test "$MODE" = quick'],
            inputs: [{ name: 'data', default: 'model://tables/v1' }],
            parameters: [{ name: 'n', default: 5 }],
            'environment-variables': [{ name: 'MODE', default: 'quick' }],
          },
        }),
      ],
      edges: [['make.output.*', 'use.input.data']],
    })
    const document = await run(cwd)
    expect(document).toMatchObject({ state: 'completed', reason: null })
    const used = document.nodes.find(({ name }) => name === 'use')?.runs[0]
    expect(used?.parameters).toEqual({ n: 5 })
    const { inputs } = await runOf(used?.run ?? '')
    expect(inputs.map(({ uri }) => uri.replace(/datum:.*/, 'datum'))).toEqual([
      'model://tables/v1',
      'datum',
      'datum',
    ])
  })

  it('runs what does not depend on each other at once, and hands on parameters', async () => {
    const meet = (own: string, other: string) =>
      `touch ${own}; while ! test -e ${other}; do sleep 0.1; done`
    const cwd = flow([step('a', [meet('a', 'b')], n), step('b', [meet('b', 'a')]), use], {
      nodes: [
        execution('a', 'a', { override: { parameters: [{ name: 'n', default: 4 }] } }),
        execution('b', 'b'),
        execution('use', 'use'),
      ],
      edges: [['a.parameter.n', 'use.parameter.n']],
    })
    const document = await run(cwd, '-j', '2')
    expect(states(document)).toEqual({ a: 'completed', b: 'completed', use: 'completed' })
    expect(document.nodes.at(-1)?.runs[0]?.parameters).toEqual({ n: 4 })
  })

  it('hands on environment variables', async () => {
    const variable = (value?: string) => ({
      'environment-variables': [
        { name: 'MODE', optional: false, ...(value && { default: value }) },
      ],
    })
    const cwd = flow(
      [step('a', ['true'], variable('quick')), step('b', ['test "$MODE" = quick'], variable())],
      {
        nodes: [execution('a', 'a'), execution('b', 'b')],
        edges: [['a.environment-variable.MODE', 'b.environment-variable.MODE']],
      },
    )
    expect((await run(cwd)).state).toBe('completed')
  })

  it('gives all commands the variables that are named, and leaves out code when told', async () => {
    const variable = (name: string) => ({ 'environment-variables': [{ name, optional: false }] })
    const cwd = flow(
      [
        step('a', ['test "$MODE" = quick'], variable('MODE')),
        // An edge goes before what all are given.
        step('b', ['test "$MODE$TO" = quickquick'], variable('TO')),
        step('c', ['test "$MODE$TO" = quickx'], variable('MODE')),
      ],
      {
        nodes: [execution('a', 'a'), execution('b', 'b'), { name: 'c', type: 'task', step: 'c' }],
        edges: [['a.environment-variable.MODE', 'b.environment-variable.TO']],
      },
    )
    const document = await run(cwd, '-e', 'MODE=quick', '-e', 'TO=x', '--no-code')
    expect(states(document)).toEqual({ a: 'completed', b: 'completed', c: 'completed' })
    expect((await hub.json<{ items: RunItem[] }>('/runs')).items).toHaveLength(3)
    for (const { runs } of document.nodes)
      expect(await runOf(runs[0]?.run ?? '')).toMatchObject({ commit: null, code: null })
    expect(await hub.ana.hub(['pipeline', 'run', 'all', '-e', '1=x'], { cwd })).toMatchObject({
      exitCode: 2,
      err: 'hub: 1 cannot be a variable. Use letters, digits and underscores.\n',
    })
  })

  it('leaves out deployment nodes, and says so', async () => {
    const cwd = flow([make], {
      nodes: [execution('make', 'make'), { name: 'serve', type: 'deployment', deployment: 'd' }],
      edges: [['make.output.a.txt', 'serve.file.tell.model']],
    })
    const { exitCode, err } = await hub.ana.hub(['pipeline', 'run', 'all'], { cwd })
    expect(exitCode).toBe(0)
    expect(err).toContain('Warning: the node serve is left out: hub deploys nothing.')
  })
})

describe('a pipeline that cannot begin', () => {
  it.each([
    [{ nodes: [execution('a', 'mak')] }, [], 'There is no step mak. Did you mean make?'],
    [
      { nodes: [execution('a', 'make')] },
      ['-p', 'x=1'],
      'The pipeline all has no parameter x. It has none.',
    ],
    [{ nodes: [execution('a', 'need')] }, [], 'a: The input data needs a URI'],
    [
      { nodes: [execution('a', 'make')], parameters: [{ name: 'n', targets: ['a.parameter.n'] }] },
      ['-p', 'n=x'],
      'a: n is a whole number, not x.',
    ],
    [
      { nodes: [execution('a', 'make')], parameters: [{ name: 'n', targets: ['a.parameter.n'] }] },
      ['-p', 'n=1', '-p', 'n=2'],
      'a: n takes one value.',
    ],
  ])('says why and makes no run: %#', async (pipeline, words, message) => {
    const cwd = flow([make, step('need', ['true'], { inputs: [{ name: 'data' }] })], pipeline)
    const called = await hub.ana.hub(['pipeline', 'run', 'all', ...words], { cwd })
    expect(called.exitCode).toBe(2)
    expect(called.err).toContain(message)
    expect((await hub.json<{ items: RunItem[] }>('/runs')).items).toEqual([])
  })

  it('is not there', async () => {
    const cwd = flow([make], { nodes: [execution('a', 'make')] })
    expect(await hub.ana.hub(['pipeline', 'run', 'al'], { cwd })).toMatchObject({
      exitCode: 5,
      err: 'hub: valohai.yaml has no pipeline al. Use one of: all.\n',
    })
    expect((await hub.ana.hub(['pipeline', 'start', 'all'], { cwd })).exitCode).toBe(2)
  })
})

describe('a node that fails', () => {
  const bad = step('bad', [`echo x > ${out}/x.txt`, 'exit 3'])
  const slow = step('slow', ['touch slow; sleep 60'])
  const pipeline = (onError: string, more: unknown[] = []) => ({
    nodes: [
      execution('bad', 'bad', { 'on-error': onError }),
      execution('next', 'use'),
      execution('other', 'make'),
      ...more,
    ],
    edges: [['bad.output.x.txt', 'next.input.data']],
  })

  it('with stop-all ends the pipeline, also what runs already', async () => {
    const waits = step('bad', ['while ! test -e slow; do sleep 0.1; done; exit 3'])
    const cwd = flow([waits, slow, use, make], pipeline('stop-all', [execution('slow', 'slow')]))
    const document = await run(cwd, '-j', '4')
    expect(document).toMatchObject({ state: 'error', reason: 'bad failed.' })
    expect(states(document)).toMatchObject({ bad: 'error', next: 'skipped', slow: 'stopped' })
    expect((await groupOf()).state).toBe('error')
  })

  it('with stop-next leaves out what depends on it', async () => {
    const document = await run(flow([bad, use, make], pipeline('stop-next')))
    expect(document).toMatchObject({ state: 'error' })
    expect(states(document)).toEqual({ bad: 'error', next: 'skipped', other: 'completed' })
  })

  it('with continue is no hindrance', async () => {
    const document = await run(flow([bad, use, make], pipeline('continue')))
    expect(document).toMatchObject({ state: 'completed' })
    expect(states(document)).toEqual({ bad: 'error', next: 'completed', other: 'completed' })
  })

  it('with retry is run once more', async () => {
    const once = step('bad', [`echo x > ${out}/x.txt`, 'test -e tried || { touch tried; exit 3; }'])
    const document = await run(flow([once, use, make], pipeline('retry')))
    expect(document).toMatchObject({ state: 'completed' })
    expect((await groupOf()).runs).toHaveLength(4)
  })

  it('has nothing to hand on where a pattern matches no output, and the edge is named', async () => {
    const cwd = flow([make, use], {
      nodes: [execution('make', 'make'), execution('use', 'use')],
      edges: [['make.output.*.json', 'use.input.data']],
    })
    const { exitCode, err } = await hub.ana.hub(['pipeline', 'run', 'all'], { cwd })
    expect(exitCode).toBe(1)
    expect(err).toContain(
      'The edge make.output.*.json → use.input.data has nothing to hand on: make made only a.txt, b.csv.',
    )
  })

  it('is told when it was to hand on what it did not measure, or what is no value', async () => {
    const nodes = [execution('use', 'use'), execution('make', 'make')]
    const missing = flow([make, use], { nodes, edges: [['use.metadata.best', 'make.parameter.n']] })
    const [, node] = (await run(missing)).nodes
    expect(node?.reason).toMatch(
      /^run:\/\/flow\/1 of use printed no best, which the edge use\.metadata\.best → make\.parameter\.n hands on\.$/,
    )
    const wrong = flow([make, step('use', [`echo '{"best": [1, 2]}'`])], {
      nodes,
      edges: [['use.metadata.best', 'make.parameter.n']],
    })
    expect((await run(wrong)).nodes[1]?.reason).toBe('n takes one value.')
  })

  it('cannot be made, and ends the pipeline as failed', async () => {
    const lost = step('lost', ['true'], {
      inputs: [{ name: 'data', default: 'model://none/latest' }],
    })
    const document = await run(flow([lost], { nodes: [execution('lost', 'lost')] }))
    expect(document).toMatchObject({ state: 'error', nodes: [{ state: 'error', runs: [] }] })
    expect(document.nodes[0]?.reason).toContain('none')
  })
})

describe('an action', () => {
  const acting = (action: string) =>
    flow([use, make], {
      nodes: [
        execution('use', 'use', {
          actions: [parse(action)],
          override: { parameters: [{ name: 'n', default: 5 }] },
        }),
        execution('make', 'make'),
      ],
      edges: [['use.dependency.*', 'make.dependency.*']],
    })

  it.each([
    [
      '{when: node-complete, if: metadata.seen >= 5, then: stop-pipeline}',
      'stopped',
      'use ends the pipeline since metadata.seen >= 5.',
    ],
    [
      '{when: [node-complete], if: [metadata.seen >= 5, parameter.n == 5], then: [error-pipeline]}',
      'error',
      'use ends the pipeline since metadata.seen >= 5 and parameter.n == 5.',
    ],
    ['{when: node-complete, if: metadata.seen > 5, then: stop-pipeline}', 'completed', null],
    ['{when: node-complete, then: noop}', 'completed', null],
    ['{when: node-error, then: stop-pipeline}', 'completed', null],
    [
      '{when: node-complete, then: require-approval}',
      'stopped',
      'use asks for approval. Look at what there is, then run the pipeline again with --yes.',
    ],
  ])('%s leaves the pipeline %s', async (action, state, reason) => {
    const document = await run(acting(action))
    expect(document).toMatchObject({ state, reason })
    expect(states(document)).toEqual({
      use: 'completed',
      make: state === 'completed' ? 'completed' : 'skipped',
    })
  })

  it('may come before its node, and may have its approval', async () => {
    const before = await run(acting('{when: node-starting, then: stop-pipeline}'))
    expect(states(before)).toEqual({ use: 'skipped', make: 'skipped' })
    const asking = acting('{when: node-complete, then: require-approval}')
    expect((await run(asking, '--yes')).state).toBe('completed')
  })
})

it('is stopped whole by Ctrl-C', async () => {
  const cwd = flow([step('slow', ['touch ready; sleep 60']), use], {
    nodes: [execution('slow', 'slow'), execution('use', 'use')],
    edges: [['slow.dependency.*', 'use.dependency.*']],
  })
  const { interruption, stop } = interruptionOf()
  const running = hub.ana.hub(['pipeline', 'run', 'all'], { cwd, interruption })
  await expect.poll(() => existsSync(join(cwd, 'ready')), { timeout: 10_000 }).toBe(true)
  stop()
  expect((await running).exitCode).toBe(130)
  expect(await groupOf()).toMatchObject({ state: 'stopped', runs: [{ state: 'stopped' }] })
})
