import { describe, expect, it } from 'vitest'
import { parseProject } from './yaml'

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
    time-limit: 1h
    mounts: [/a:/b]
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
    expect(step?.timeLimit).toBe(3600)
    expect(step?.ignored).toEqual(['mounts'])
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
- pipeline:
    name: all
- stage:
    name: none
`)
    expect(steps.size).toBe(1)
    expect(warnings).toEqual([
      'valohai.yaml:8:5: There are two steps train; the last one counts.',
      'valohai.yaml:14:3: stage is not a known item.',
    ])
  })
})

describe('a wrong valohai.yaml', () => {
  it('is told with line and column when it is no YAML', () => {
    expect(failure('- step:\n    name: a\n   image: b\n')).toMatch(/^valohai\.yaml:3:\d+: /)
    expect(failure('- step: {name: a\n')).toMatch(/^valohai\.yaml:\d+:\d+: /)
  })

  it('names a key that nobody knows, and the one that was meant', () => {
    expect(failure(`${minimal}    parameter: []\n`)).toBe(
      'valohai.yaml:6:5: parameter is no key of a step. Did you mean parameters?',
    )
    expect(failure(`${minimal}    parameters:\n      - name: a\n        typ: float\n`)).toBe(
      'valohai.yaml:8:9: typ is no key of a parameter.',
    )
    expect(failure(`${minimal}    inputs:\n      - name: a\n        uri: b\n`)).toBe(
      'valohai.yaml:8:9: uri is no key of a input.',
    )
  })

  it('tells every problem at once', () => {
    const message = failure('- step:\n    name: a\n- step:\n    image: b\n    command: c\n')
    expect(message.split('\n')).toEqual([
      'valohai.yaml:2:5: The step a needs image.',
      'valohai.yaml:2:5: The step a needs command.',
      'valohai.yaml:4:5: The step needs name.',
    ])
  })

  it.each([
    ['nothing', ''],
    ['a mapping', 'step:\n  name: a\n'],
    ['a text', 'hello'],
    ['a list of texts', '- step'],
  ])('is refused when it is %s', (_, text) => {
    expect(failure(text)).toMatch(/^valohai\.yaml:1:\d+: /)
  })

  it('is refused when a value is of another kind', () => {
    expect(failure('- step: {name: [a], image: b, command: c}')).toContain(
      'name of a step is a text.',
    )
    expect(failure(`${minimal}    parameters:\n      - {name: a, type: number}`)).toContain(
      'number is no type. Use string, integer, float or flag.',
    )
    expect(failure(`${minimal}    parameters: {name: a}`)).toContain(
      'parameters of a step is a list.',
    )
    expect(failure(`${minimal}    inputs:\n      - {name: ../up}`)).toContain('without slashes')
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
  })
})

describe('the limits of a step', () => {
  const step = (more: string) =>
    parseProject(
      `- step:\n    name: a\n    image: x\n    command: c\n${more}`,
      'valohai.yaml',
    ).steps.get('a')

  it('are durations and a condition', () => {
    const read = step(
      '    time-limit: 1h 30m 5s\n    no-output-timeout: 60\n    stop-condition: accuracy > 0.9\n',
    )
    expect(read).toMatchObject({
      timeLimit: 5405,
      noOutputTimeout: 60,
      stopCondition: { text: 'accuracy > 0.9' },
      ignored: [],
    })
    expect(read?.definition).toMatchObject({ name: 'a', 'time-limit': '1h 30m 5s' })
    expect(step('    time-limit: 0\n')).toMatchObject({ timeLimit: null })
  })

  it.each([
    ['    time-limit: soon\n', 'valohai.yaml:5:17: time-limit is seconds'],
    ['    no-output-timeout: -1\n', 'valohai.yaml:5:24: no-output-timeout is seconds'],
    [
      '    stop-condition: accuracy > > 0.9\n',
      'valohai.yaml:5:21: The stop-condition cannot be read. > does not belong there.',
    ],
  ])('are refused in %j', (more, message) => {
    expect(() => step(more)).toThrow(message)
  })
})
