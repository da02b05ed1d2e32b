import { describe, expect, it } from 'vitest'
import { parseProject } from '../yaml/project'
import type { Task } from '../yaml/task'
import { type Trial, trialsOf } from './trials'

/** The task with these lines, on a step with the parameters n (integer), x (float) and kind (text). */
function task(...lines: string[]): Task {
  const text = `- step:
    name: train
    image: i
    command: c {parameters}
    parameters:
      - {name: n, type: integer, default: 1}
      - {name: x, type: float, default: 0.5}
      - {name: kind, default: a}
- task:
    name: sweep
    step: train
${lines.map((line) => `    ${line}\n`).join('')}`
  const found = parseProject(text, 'valohai.yaml', ['step', 'task']).tasks.get('sweep')
  if (!found) throw new Error('There is no task.')
  return found
}

const plain = (trials: Trial[]) =>
  trials.map((trial) =>
    Object.fromEntries(
      [...trial].map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
    ),
  )
const tried = (search: Task, fixed: Trial = new Map(), seed = 1) =>
  plain(trialsOf(search, fixed, seed).trials)

const grid = [
  'parameters:',
  '  - {name: n, style: multiple, rules: {items: [1, 2]}}',
  '  - {name: x, style: linear, rules: {min: 0.1, max: 0.3, step: 0.1}}',
]

describe('a grid', () => {
  it('is every value with every other', () => {
    const { trials, varied } = trialsOf(task(...grid), new Map(), 1)
    expect(plain(trials)).toEqual([
      { n: 1, x: 0.1 },
      { n: 1, x: 0.2 },
      { n: 1, x: 0.3 },
      { n: 2, x: 0.1 },
      { n: 2, x: 0.2 },
      { n: 2, x: 0.3 },
    ])
    expect(varied).toEqual(['n', 'x'])
  })

  it('takes single values, and powers', () => {
    const search = task(
      'parameters:',
      '  - {name: kind, style: single, rules: {value: b}}',
      '  - {name: x, style: logspace, rules: {start: -2, end: 1, count: 4}}',
      '  - {name: n, style: logspace, rules: {start: 0, end: 3, count: 7, base: 2, integerify: true}}',
    )
    const { trials, varied } = trialsOf(search, new Map(), 1)
    expect(new Set(plain(trials).map(({ x }) => x))).toEqual(new Set([0.01, 0.1, 1, 10]))
    expect(new Set(plain(trials).map(({ n }) => n))).toEqual(new Set([1, 2, 3, 4, 6, 8]))
    expect(varied).toEqual(['x', 'n'])
  })

  it('gives way to values from elsewhere, of which several are each tried', () => {
    const fixed = new Map([
      ['n', [5]],
      ['kind', ['a', 'b']],
    ])
    expect(tried(task(...grid, 'execution-count: 3'), fixed)).toEqual([
      { x: 0.1, n: 5, kind: 'a' },
      { x: 0.1, n: 5, kind: 'b' },
      { x: 0.2, n: 5, kind: 'a' },
    ])
  })

  it('is cut at execution-count, and says so', () => {
    const { trials, warnings } = trialsOf(task(...grid, 'execution-count: 4'), new Map(), 1)
    expect(trials).toHaveLength(4)
    expect(warnings).toEqual(['Of 6 runs the first 4 are made (execution-count).'])
  })

  it.each([
    ['{name: n, style: linear, rules: {min: 1, max: 20000, step: 1}}', '20,000 runs'],
    ['{name: n, style: linear, rules: {min: 1, max: 200, step: 1}}', '20,000 runs'],
    ['{name: n, style: random, rules: {min: 1, max: 5, count: 1e9}}', '1,000,000,000 runs'],
  ])('of more than 10,000 runs is refused: %s', (variant, message) => {
    const search = task(
      'parameters:',
      `  - ${variant}`,
      '  - {name: x, style: linear, rules: {min: 0, max: 99, step: 1}}',
    )
    expect(() => trialsOf(search, new Map(), 1)).toThrow(message)
  })
})

describe('a manual search', () => {
  it('is its sets, as they are', () => {
    const search = task('type: manual_search', 'parameter-sets: [{n: 1, x: 2}, {kind: b}]')
    expect(tried(search)).toEqual([{ n: 1, x: 2 }, { kind: 'b' }])
    expect(tried(search, new Map([['x', [9]]]))).toEqual([
      { n: 1, x: 9 },
      { kind: 'b', x: 9 },
    ])
  })

  it('takes lists side by side', () => {
    const lists = (kinds: string) =>
      task(
        'type: manual_search',
        'parameters:',
        '  - {name: n, style: multiple, rules: {items: [1, 2]}}',
        '  - {name: x, style: single, rules: {value: 3}}',
        `  - {name: kind, style: multiple, rules: {items: ${kinds}}}`,
      )
    expect(tried(lists('[a, b]'))).toEqual([
      { n: 1, x: 3, kind: 'a' },
      { n: 2, x: 3, kind: 'b' },
    ])
    expect(() => tried(lists('[a, b, c]'))).toThrow('n has 2 and another has 3')
  })
})

describe('a random search', () => {
  const random = (...more: string[]) =>
    task(
      'type: random_search',
      'parameters:',
      '  - {name: n, style: random, rules: {min: 1, max: 3, distribution: integer}}',
      '  - {name: x, style: random, rules: {min: 0.001, max: 1, distribution: log_uniform}}',
      '  - {name: kind, style: multiple, rules: {items: [a, b]}}',
      ...more,
    )

  it('draws the same for the same seed, and within bounds', () => {
    const search = random('execution-count: 40')
    const drawn = tried(search, new Map(), 7)
    expect(drawn).toHaveLength(40)
    expect(tried(search, new Map(), 7)).toEqual(drawn)
    expect(tried(search, new Map(), 8)).not.toEqual(drawn)
    expect(new Set(drawn.map(({ n }) => n))).toEqual(new Set([1, 2, 3]))
    expect(new Set(drawn.map(({ kind }) => kind))).toEqual(new Set(['a', 'b']))
    for (const { x } of drawn) expect(x).toSatisfy((value: number) => value >= 0.001 && value <= 1)
  })

  it('tries nothing twice, and ends when there is nothing else', () => {
    const search = task(
      'type: random_search',
      'execution-count: 50',
      'parameters:',
      '  - {name: n, style: multiple, rules: {items: [0, 1, 2]}}',
      '  - {name: kind, style: multiple, rules: {items: [a, b]}}',
    )
    const drawn = tried(search)
    expect(new Set(drawn.map((trial) => JSON.stringify(trial))).size).toBe(6)
    expect(drawn).toHaveLength(6)
  })

  it('must know how many', () => {
    expect(() => tried(random())).toThrow('Say how many runs: execution-count of the task.')
  })
})

it.each(['bayesian_tpe', 'distributed'])('refuses %s', (type) => {
  expect(() => tried(task(`type: ${type}`, ...grid))).toThrow(
    `Tasks of the type ${type} are for a platform that schedules them.`,
  )
})
