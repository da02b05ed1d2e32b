import { describe, expect, it } from 'vitest'
import { inWords } from './finding'
import { parseProject, readProject } from './project'

const minimal = `
- step:
    name: train
    image: node:20
    command: node train.js {parameters}
`

const parse = (text: string) => parseProject(text, 'valohai.yaml')
const failure = (text: string) => {
  try {
    parse(text)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('It was taken.')
}

describe('a valohai.yaml', () => {
  it('gives its steps by name', () => {
    const { steps, warnings } = parse(minimal)
    expect([...steps.keys()]).toEqual(['train'])
    expect(steps.get('train')).toMatchObject({
      image: 'node:20',
      command: ['node train.js {parameters}'],
      parameters: [],
      inputs: [],
      ignored: [],
    })
    expect(warnings).toEqual([])
  })

  it('reads parameters and inputs with all that they may say', () => {
    const step = parse(`
- step:
    name: train
    image: node:20
    command:
      - node prepare.js
      - node train.js {parameters}
    parameters:
      - name: rate
        type: float
        default: 1e-3
        min: 0
        max: 1
      - {name: kind, choices: [a, b], default: a, pass-as: "-k {v}"}
      - {name: fast, type: flag, pass-true-as: --fast, pass-false-as: --slow}
      - {name: layers, type: integer, multiple: separate, multiple-separator: ";", default: [1, 2]}
      - {name: release, default: 1.10}
    inputs:
      - {name: data, default: [dataset://a/v1, dataset://b/v1], keep-directories: true}
      - {name: model, optional: true, filename: model.json}
    environment-variables:
      - {name: MODE, default: quick}
    time-limit: 1h 30m 5s
    no-output-timeout: 90
    stop-condition: loss < 0.1
    mounts: ["/data:/data"]
    outputs:
      - {name: model.json}
`).steps.get('train')
    expect(step?.command).toEqual(['node prepare.js', 'node train.js {parameters}'])
    expect(step?.parameters.map(({ name, type, default: value }) => [name, type, value])).toEqual([
      ['rate', 'float', 0.001],
      ['kind', 'string', 'a'],
      ['fast', 'flag', null],
      ['layers', 'integer', [1, 2]],
      ['release', 'string', '1.10'],
    ])
    expect(step?.inputs).toEqual([
      {
        name: 'data',
        defaults: ['dataset://a/v1', 'dataset://b/v1'],
        optional: false,
        filename: null,
        keepDirectories: 'full',
      },
      {
        name: 'model',
        defaults: [],
        optional: true,
        filename: 'model.json',
        keepDirectories: 'none',
      },
    ])
    expect(step?.environment).toEqual([{ name: 'MODE', value: 'quick', optional: true }])
    expect(step).toMatchObject({
      timeLimit: 5405,
      noOutputTimeout: 90,
      stopCondition: { text: 'loss < 0.1' },
      definition: { name: 'train', 'time-limit': '1h 30m 5s' },
      outputs: ['model.json'],
      ignored: ['mounts'],
    })
  })

  it('follows anchors', () => {
    const { steps } = parse(`
- step: &train
    name: a
    image: x
    command: c
    parameters: &p
      - {name: seed, type: integer, default: 1}
- step:
    name: b
    image: x
    command: c
    parameters: *p
`)
    expect(steps.get('b')?.parameters[0]?.name).toBe('seed')
  })

  it('warns of items it does not know and of steps with one name', () => {
    const { steps, warnings } = parse(`${minimal}${minimal}
- stage:
    name: none
`)
    expect(steps.size).toBe(1)
    expect(warnings).toEqual([
      'valohai.yaml:8:5 warning  There are two steps train; the last one counts. Fix: Rename one of them.',
      'valohai.yaml:12:3 warning  stage is not a known item. Fix: Known items: step, task, pipeline, endpoint, deployment.',
    ])
  })
})

describe('a wrong valohai.yaml', () => {
  it('is told with line and column when it is no YAML', () => {
    expect(failure('- step:\n    name: a\n   image: b\n')).toMatch(
      /^valohai\.yaml:3:\d+ error {2}This is not YAML: /,
    )
    expect(failure('- step: {name: a\n')).toMatch(/^valohai\.yaml:\d+:\d+ error /)
    expect(failure('- step:\n    name: a\n    name: b\n')).toMatch(
      /^valohai\.yaml:3:5 error .*unique/,
    )
  })

  it('names a key that nobody knows, and the one that was meant', () => {
    expect(failure(`${minimal}    parameter: []\n`)).toBe(
      'valohai.yaml:6:5 error  A step has no key parameter. Did you mean parameters?',
    )
    expect(failure(`${minimal}    inputs:\n      - name: a\n        uri: b\n`)).toBe(
      'valohai.yaml:8:9 error  An input has no key uri. Fix: Remove it. Known keys: name, default, optional, filename, keep-directories, download, description.',
    )
  })

  it('tells every problem at once, in order', () => {
    const message = failure('- step:\n    name: a\n- step:\n    image: b\n    command: c\n')
    expect(message.split('\n')).toEqual([
      'valohai.yaml:2:5 error  The step a needs image. Fix: Add image: to it.',
      'valohai.yaml:2:5 error  The step a needs command. Fix: Add command: to it.',
      'valohai.yaml:4:5 error  The step needs name. Fix: Add name: to it.',
    ])
  })

  it.each([
    ['nothing', ''],
    ['a mapping', 'step:\n  name: a\n'],
    ['a text', 'hello'],
    ['a list of texts', '- step'],
  ])('is refused when it is %s', (_, text) => {
    expect(failure(text)).toMatch(/^valohai\.yaml:1:\d+ error /)
  })

  it('is no hindrance to steps where only other items are wrong', () => {
    const { steps, warnings } = parse(`${minimal}- task: {name: sweep, step: none}\n`)
    expect(steps.size).toBe(1)
    expect(warnings).toEqual([
      'valohai.yaml has errors in other items, which are not used here: hub lint.',
    ])
  })

  it('is refused when it grows without end', () => {
    const bomb = ['- &a [x]', '- &b [*a, *a]', ...'cdefghijklmnop'].map((line, index) =>
      line.length > 1
        ? line
        : `- &${line} [${Array(20)
            .fill(`*${'bcdefghijklmno'[index - 2]}`)
            .join(', ')}]`,
    )
    expect(failure(bomb.join('\n'))).toContain('Each item is a mapping')
    const within = `${bomb.join('\n')}\n- step: {name: a, image: b, command: *p, parameters: [{name: c, default: *p}]}`
    expect(foundIn(within).join('\n')).toContain('The default of c is neither a value nor a list')
  })
})

/** A step with these lines at its end, from line 7. */
const stepWith = (...lines: string[]) =>
  `${minimal}${lines.map((line) => `    ${line}\n`).join('')}`

/** What is said of line 7 and those after it. */
const foundIn = (text: string) =>
  readProject(text, 'y').findings.map((finding) => inWords('y', finding).replace(/^y:/, ''))

describe('a step', () => {
  it.each([
    ['name: {a: 1}', 'name of a parameter is a text.'],
    [
      'name: a, type: number',
      'number is no type of a parameter. Fix: Use string, integer, float or flag.',
    ],
    ['name: a, type: interger', 'Did you mean integer?'],
    ['name: a, type: integer, min: 5, max: 1', 'min of a is above its max: 5 > 1. Fix: Swap them.'],
    [
      'name: a, type: integer, default: 9, max: 5',
      'The default does not do: a is at most 5, not 9.',
    ],
    ['name: a, type: integer, default: 1.5', 'a is a whole number, not 1.5.'],
    ['name: a, type: float, default: much', 'a is a number, not much.'],
    ['name: a, default: c, choices: [a, b]', 'a is one of a, b, not c.'],
    ['name: a, default: [1, 2]', 'The default of a is a list, but it takes one value.'],
    ['name: a, multiple: twice', 'twice is no multiple of a parameter.'],
    ['name: a, choices: []', 'The choices of a are none.'],
    ['name: a, type: integer, min: low', 'min of a parameter is a number.'],
    ['name: a, optional: perhaps', 'optional of a parameter is true or false.'],
    ['default: 1', 'The parameter needs name.'],
  ])('with the parameter {%s} is wrong', (parameter, message) => {
    const [first, ...rest] = foundIn(stepWith('parameters:', `  - {${parameter}}`))
    expect(first).toMatch(/^7:\d+ error /)
    expect(first).toContain(message)
    expect(rest).toEqual([])
  })

  it.each([
    [['inputs:', '  - {name: ../up}'], 'without slashes'],
    [[`inputs:`, `  - {name: ${'x'.repeat(65)}}`], '1 to 64 characters'],
    [
      ['inputs:', '  - {name: a, keep-directories: some}'],
      'keep-directories is none, suffix or full.',
    ],
    [['inputs:', '  - {name: a, filename: a/b.csv}'], 'Write b.csv.'],
    [['inputs:', '  - {name: a, download: later}'], 'later is no download of an input.'],
    [['inputs: {name: a}'], 'inputs of a step is a list.'],
    [['time-limit: soon'], 'time-limit of a step is seconds, or a text such as 1h 30m 5s.'],
    [
      ['no-output-timeout: -5'],
      'no-output-timeout of a step is seconds, or a text such as 1h 30m 5s.',
    ],
    [
      ['no-output-timeout: 5 parsecs'],
      'no-output-timeout of a step is seconds, or a text such as 1h 30m 5s.',
    ],
    [['stop-condition: accuracy >'], 'The stop-condition cannot be read. It ends too early.'],
    [['runtime-config-preset: big'], 'runtime-config-preset of a step needs environment.'],
    [['autorestart: true'], 'autorestart of a step needs environment.'],
    [['autorestart: often'], 'autorestart of a step is true or false.'],
    [['mounts: [data]'], 'A mount is a text /source:/destination or a mapping.'],
    [['mounts: [{source: a, destination: b}]'], 'The destination of a mount is an absolute path.'],
    [['resources: {cpu: {min: 4, max: 1}}'], 'min of cpu is above its max: 4 > 1.'],
    [['resources: {gpu: 1}'], 'A resources has no key gpu.'],
    [['resources: {devices: {gpu: 0}}'], 'How many of gpu is a number from 1.'],
    [
      ['environment-variables: [{name: A=b}]'],
      'A=b cannot be the name of an environment variable.',
    ],
    [['environment-variables: [{default: b}]'], 'The environment variable needs name.'],
    [['outputs: [model.json]'], 'An output is a mapping of keys and values.'],
  ])('with %j is wrong', (lines, message) => {
    const errors = foundIn(stepWith(...lines)).filter((text) => text.includes(' error '))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(/^[67]:\d+ error /)
    expect(errors[0]).toContain(message)
  })

  it.each([
    [
      ['parameters:', '  - {name: a}', '  - {name: a}'],
      'There are two parameters a; the last one counts.',
    ],
    [['parameters:', '  - {name: a, min: 1}'], 'min means nothing for a text.'],
    [
      ['parameters:', '  - {name: a, type: flag, choices: [1]}'],
      'choices means nothing for a flag.',
    ],
    [
      [
        'inputs:',
        '  - {name: a, default: "model://m/{parameter:versoin}"}',
        'parameters:',
        '  - {name: version}',
      ],
      'Did you mean version?',
    ],
    [
      ['inputs:', '  - {name: a, default: model://forest}'],
      'The default of a cannot be used. model://forest is not a URI we understand. Say which version',
    ],
    [
      ['inputs:', '  - {name: a, default: "s3://bucket/a.csv"}'],
      'lies where this machine fetches nothing from',
    ],
  ])('with %j is probably a mistake', (lines, message) => {
    const [first, ...rest] = foundIn(stepWith(...lines))
    expect(first).toMatch(/^\d+:\d+ warning /)
    expect(first).toContain(message)
    expect(rest).toEqual([])
  })

  it('is told what does not happen here', () => {
    const keys = ['environment: large', 'mounts: ["/a:/b"]', 'resources: {memory: {min: 1}}']
    for (const found of foundIn(stepWith(...keys)))
      expect(found).toMatch(/^\d:\d+ note {2}hub run does not use /)
    expect(foundIn(stepWith(...keys))).toHaveLength(3)
  })
})

const sweep = (...lines: string[]) =>
  `- step:\n    name: train\n    image: i\n    command: c\n    parameters:\n      - {name: trees, type: integer, max: 50}\n- task:\n${lines.map((line) => `    ${line}\n`).join('')}`

describe('a task', () => {
  it('is a step and what to try', () => {
    const { tasks, findings } = readProject(
      sweep(
        'name: sweep',
        'step: train',
        'type: RANDOM-SEARCH',
        'parameters:',
        '  - {name: trees, style: linear, rules: {min: 1, max: 9, step: 4}}',
        'execution-count: 5',
        'execution-batch-size: 3',
        'maximum-queued-executions: 2',
        'optimization-target-metric: loss',
        'on-child-error: stop-all-and-error',
        'stop-condition: loss < 0.1',
      ),
      'y',
    )
    expect(findings).toEqual([])
    expect(tasks.get('sweep')).toMatchObject({
      step: { name: 'train' },
      type: 'random_search',
      variants: [{ name: 'trees', style: 'linear', start: 1, end: 9, step: 4 }],
      executionCount: 5,
      atOnce: 2,
      targetMetric: 'loss',
      onChildError: 'stop-all-and-error',
      stopCondition: { text: 'loss < 0.1' },
    })
  })

  it('reads every style and the sets of a manual search', () => {
    const { tasks, findings } = readProject(
      sweep(
        'name: sweep',
        'step: train',
        'type: manual_search',
        'parameter-sets: [{trees: 1}, {trees: 50}]',
        'parameters:',
        '  - {name: trees, style: single, rules: {value: 3}}',
        '  - {name: trees, style: multiple, rules: {items: [1, 2]}}',
        '  - {name: trees, style: logspace, rules: {start: 0, end: 2, count: 3, integerify: true}}',
        '  - {name: trees, style: random, rules: {min: 1, max: 5, count: 2, seed: 7}}',
      ),
      'y',
    )
    expect(findings).toEqual([])
    expect(tasks.get('sweep')).toMatchObject({
      sets: [{ trees: 1 }, { trees: 50 }],
      variants: [
        { items: [3] },
        { items: [1, 2] },
        { base: 10, count: 3, integerify: true },
        { min: 1, max: 5, count: 2, seed: 7 },
      ],
    })
  })

  const one = '  - {name: trees, style: single, rules: {value: 3}}'
  it.each([
    [['name: s', 'step: tran', 'parameters:', one], 'There is no step tran. Did you mean train?'],
    [['name: s', 'step: train', 'type: grid', 'parameters:', one], 'grid is no type of a task.'],
    [['name: s', 'step: train'], 'The task s needs parameters.'],
    [['name: s', 'step: train', 'type: manual_search'], 'The task s needs parameter-sets.'],
    [['step: train', 'parameters:', one], 'The task needs name.'],
    [
      [
        'name: s',
        'step: train',
        'parameters:',
        '  - {name: tree, style: single, rules: {value: 3}}',
      ],
      'The step train has no parameter tree. Did you mean trees?',
    ],
    [
      [
        'name: s',
        'step: train',
        'parameters:',
        '  - {name: trees, style: multiple, rules: {items: [1, 51]}}',
      ],
      'This cannot be tried: trees is at most 50, not 51.',
    ],
    [
      [
        'name: s',
        'step: train',
        'parameters:',
        '  - {name: trees, style: multiple, rules: {value: 1}}',
      ],
      'multiple needs items.',
    ],
    [
      [
        'name: s',
        'step: train',
        'parameters:',
        '  - {name: trees, style: linear, rules: {start: 1}}',
      ],
      'linear needs start and end.',
    ],
    [
      [
        'name: s',
        'step: train',
        'parameters:',
        '  - {name: trees, style: linear, rules: {start: 9, end: 1}}',
      ],
      'It begins above its end: 9 > 1.',
    ],
    [
      [
        'name: s',
        'step: train',
        'parameters:',
        '  - {name: trees, style: linear, rules: {start: 1, end: 9, step: 0}}',
      ],
      'step is above 0, not 0.',
    ],
    [
      [
        'name: s',
        'step: train',
        'parameters:',
        '  - {name: trees, style: logspace, rules: {start: 1, end: 2}}',
      ],
      'needs count',
    ],
    [
      ['name: s', 'step: train', 'parameters:', '  - {name: trees, style: even, rules: {}}'],
      'even is no style',
    ],
    [
      ['name: s', 'step: train', 'execution-count: 0', 'parameters:', one],
      'execution-count of a task is a whole number from 1.',
    ],
    [
      ['name: s', 'step: train', 'on-child-error: stop', 'parameters:', one],
      'stop is no on-child-error of a task.',
    ],
    [
      ['name: s', 'step: train', 'type: manual_search', 'parameter-sets: [{tree: 1}]'],
      'Did you mean trees?',
    ],
    [
      ['name: s', 'step: train', 'type: manual_search', 'parameter-sets: [3]'],
      'A parameter set is a mapping',
    ],
    [
      ['name: s', 'step: train', 'type: manual_search', 'parameter-sets: [{trees: x}]'],
      'trees is a whole number, not x.',
    ],
    [
      ['name: s', 'step: train', 'stop-condition: "loss <"', 'parameters:', one],
      'The stop-condition cannot be read.',
    ],
  ])('is wrong with %j', (lines, message) => {
    const errors = foundIn(sweep(...lines)).filter((text) => text.includes(' error '))
    expect(errors[0]).toContain(message)
  })

  it('is told what hub does not do', () => {
    expect(
      foundIn(sweep('name: s', 'step: train', 'type: bayesian_tpe', 'parameters:', one)),
    ).toEqual([
      '10:11 note  hub task run does not do bayesian_tpe: use grid_search, random_search or manual_search here.',
    ])
  })
})

const steps = `- step:
    name: prepare
    image: i
    command: c
    parameters: [{name: seed, type: integer, default: 1}]
    outputs: [{name: train.csv}]
- step:
    name: train
    image: i
    command: c {parameters}
    parameters: [{name: trees, type: integer, default: 9}]
    inputs: [{name: data}]
    environment-variables: [{name: MODE}]
- task: {name: sweep, step: train, parameters: [{name: trees, style: multiple, rules: {items: [1, 2]}}]}
- endpoint: {name: tell, image: i, wsgi: app}
- pipeline:
`
const nodes = [
  'name: all',
  'nodes:',
  '  - {name: prepare, type: execution, step: prepare}',
  '  - {name: train, type: task, task: sweep}',
]
const pipeline = (...lines: string[]) => steps + lines.map((line) => `    ${line}\n`).join('')

describe('a pipeline', () => {
  it('is nodes in the order of their edges, edges and parameters', () => {
    const { pipelines, findings } = readProject(
      pipeline(
        'name: all',
        'nodes:',
        '  - {name: train, type: task, task: sweep, edge-merge-mode: append, on-error: continue}',
        '  - name: prepare',
        '    type: execution',
        '    step: prepare',
        '    override: {image: other, parameters: [{name: seed, default: 7}]}',
        '    actions: [{when: node-complete, if: metadata.rows < 10, then: [stop-pipeline]}]',
        'edges:',
        '  - [prepare.output.*.csv, train.input.data]',
        '  - {source: prepare.metadata.best, target: train.parameter.trees}',
        'parameters:',
        '  - {name: seed, default: 3, targets: [prepare.parameter.seed]}',
        '  - {name: again, target: prepare.parameters.seed}',
      ),
      'y',
    )
    expect(findings).toEqual([])
    expect(pipelines.get('all')).toMatchObject({
      nodes: [
        {
          name: 'prepare',
          step: { image: 'other', command: ['c'], parameters: [{ type: 'integer', default: 7 }] },
          actions: [{ when: ['node-complete'], effects: ['stop-pipeline'] }],
          onError: 'stop-all',
          mergeMode: 'replace',
        },
        { name: 'train', task: { name: 'sweep' }, onError: 'continue', mergeMode: 'append' },
      ],
      edges: [
        { source: { type: 'output', key: '*.csv' }, target: { type: 'input', key: 'data' } },
        { source: { type: 'metadata' }, target: { type: 'parameter' } },
      ],
      parameters: [
        { name: 'seed', default: 3, targets: [{ node: 'prepare', key: 'seed' }] },
        { name: 'again', default: null, targets: [{ type: 'parameter' }] },
      ],
    })
  })

  it('is also called blueprint', () => {
    const { pipelines } = readProject(pipeline(...nodes).replace('pipeline:', 'blueprint:'), 'y')
    expect([...pipelines.keys()]).toEqual(['all'])
  })

  it.each([
    [
      'edges: [[prepare.output.x, trian.input.data]]',
      'There is no node trian. Did you mean train?',
    ],
    ['edges: [[prepare.output.x, train.input.date]]', 'has no input date. Did you mean data?'],
    [
      'edges: [[prepare.parameter.sed, train.parameter.trees]]',
      'has no parameter sed. Did you mean seed?',
    ],
    [
      'edges: [[prepare.metadata.x, train.parameter.tree]]',
      'has no parameter tree. Did you mean trees?',
    ],
    [
      'edges: [[prepare.output.x, train.parameter.trees]]',
      'Nothing leads from output to parameter.',
    ],
    ['edges: [[prepare.outptu.x, train.input.data]]', 'Did you mean output?'],
    ['edges: [[prepare.x, train.input.data]]', 'prepare.x is no end of an edge.'],
    ['edges: [[prepare.output.x]]', 'An edge has two ends.'],
    ['edges: [{source: prepare.output.x}]', 'The edge needs target.'],
    [
      'edges: [[prepare.output.x, train.input.data], [train.metadata.y, prepare.parameter.seed]]',
      'The edges go in a circle: ',
    ],
    [
      'edges: [[train.environment-variable.MODE, train.environment-variable.MODE]]',
      'The edges go in a circle: train → train.',
    ],
    ['parameters: [{name: a, targets: [none.parameter.seed]}]', 'There is no node none.'],
    [
      'parameters: [{name: a, targets: [prepare.input.seed]}]',
      'A pipeline parameter goes to parameters of steps.',
    ],
    ['parameters: [{name: a, targets: [prepare.parameter.sead]}]', 'Did you mean seed?'],
    ['parameters: [{name: a}]', 'The pipeline parameter a needs targets.'],
    ['edge: []', 'A pipeline has no key edge. Did you mean edges?'],
  ])('is wrong with %s', (line, message) => {
    const errors = foundIn(pipeline(...nodes, line)).filter((text) => text.includes(' error '))
    expect(errors[0]).toMatch(/^2\d:\d+ error /)
    expect(errors.join('\n')).toContain(message)
  })

  it.each([
    ['{name: a, type: execution, step: trian}', 'There is no step trian. Did you mean train?'],
    ['{name: a, type: task, task: swep}', 'There is no task swep. Did you mean sweep?'],
    [
      '{name: a, type: task, task: sweep, step: train}',
      'A task node names a step or a task, not both.',
    ],
    ['{name: a, type: task}', 'A task node names a step or a task.'],
    ['{name: a, type: execution}', 'The execution node a needs step.'],
    ['{name: a, type: job, step: train}', 'job is no type of a job node.'],
    ['{name: a, step: train}', 'needs type'],
    ['{name: train, type: execution, step: train}', 'There are two nodes train.'],
    ['{name: a, type: execution, step: train, on-error: explode}', 'explode is no on-error'],
    ['{name: a, type: execution, step: train, edge-merge-mode: mix}', 'mix is no edge-merge-mode'],
    [
      '{name: a, type: execution, step: train, override: {parameters: [{name: trees, default: x}]}}',
      'trees is a whole number, not x.',
    ],
    ['{name: a, type: execution, step: train, override: {comand: x}}', 'Did you mean command?'],
    ['{name: a, type: execution, step: train, actions: [{then: noop}]}', 'The action needs when.'],
    [
      '{name: a, type: execution, step: train, actions: [{when: node-complete, if: "x <", then: noop}]}',
      'x < cannot be read. It ends too early.',
    ],
    ['{name: a, type: deployment}', 'The deployment node a needs deployment.'],
    [
      '{name: a, type: deployment, deployment: d, endpoints: [tel]}',
      'There is no endpoint tel. Did you mean tell?',
    ],
  ])('is wrong with the node %s', (node, message) => {
    const errors = foundIn(pipeline(...nodes, `  - ${node}`)).filter((text) =>
      text.includes(' error '),
    )
    expect(errors.join('\n')).toContain(message)
  })

  it('may seem wrong, or want what hub does not do', () => {
    const lines = [
      ...nodes,
      '  - {name: serve, type: deployment, deployment: d, on-error: continue}',
      '  - {name: a, type: execution, step: train, commit: abc, actions: [{when: never, then: noop}], override: {inputs: [{name: date}]}}',
      'edges: [[prepare.output.test.csv, train.input.data]]',
      'reuse-executions: true',
    ]
    expect(foundIn(pipeline(...lines)).map((text) => text.replace(/^[\d:]+ /, ''))).toEqual([
      'note  hub pipeline run leaves out the node serve: it deploys nothing.',
      'note  hub pipeline run takes the step of this file, of no other commit.',
      'warning  never is no "when" of an action; it does nothing. Fix: Use one of: node-starting, node-complete, node-error.',
      'warning  The step train has no input date; this node adds it. Did you mean data?',
      'warning  The step prepare names no output that fits test.csv; the edge prepare.output.test.csv → train.input.data may find nothing. Fix: Use one of: train.csv.',
      'note  hub pipeline run makes every run anew.',
    ])
  })
})

describe('endpoints and deployments', () => {
  it.each([
    ['endpoint: {name: Tell, image: i, wsgi: w}', 'Tell cannot name an endpoint.'],
    ['endpoint: {name: tell, image: i}', 'An endpoint has either server-command or wsgi.'],
    ['endpoint: {name: tell, image: i, wsgi: w, server-command: s}', 'Remove one of them.'],
    ['endpoint: {name: tell, image: i, wsgi: w, port: 80}', 'port is from 1025 to 65535, not 80.'],
    ['endpoint: {name: tell, image: i, wsgi: w, files: [{name: a}]}', 'needs path'],
    [
      'endpoint: {name: tell, image: i, wsgi: w, node-selector: big}',
      'node-selector is key=value.',
    ],
    [
      'endpoint: {name: tell, image: i, wsgi: w, tolerations: [{operator: Equal}]}',
      'tolerates nothing',
    ],
    ['endpoint: {name: tell, image: i, wsgi: w, prt: 8000}', 'Did you mean port?'],
    ['deployment: {defaults: {target: t}}', 'The deployment needs name.'],
    ['deployment: {name: d, defaults: {targt: t}}', 'The defaults of a deployment need target.'],
  ])('are checked: %s', (item, message) => {
    expect(foundIn(`- ${item}\n`).join('\n')).toContain(message)
  })

  it('may be right', () => {
    const text =
      '- endpoint: {name: tell, image: i, server-command: [a, b], port: 8080, files: [{name: model, path: m.pkl}], resources: {cpu: {min: 0.1}}, node-selector: a=b, tolerations: [{key: x}]}\n- deployment: {name: d, defaults: {target: t}}\n'
    expect(foundIn(text)).toEqual([])
  })
})
