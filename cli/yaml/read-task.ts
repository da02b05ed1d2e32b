import { isMap, type Node } from 'yaml'
import { suggestion } from '@/lib/near'
import { Failure } from '../failure'
import { parameterValues } from '../run/parameters'
import { type Atom, isAtom, isAtoms, type Step } from '../run/step'
import { entriesOf, type Fields, type Reader, readFields } from './fields'
import { lookUp, type Named } from './named'
import { readStopCondition } from './read-step'
import { childErrors, type Task, taskTypes, type Variant } from './task'

const taskKeys = [
  'name',
  'step',
  'type',
  'parameters',
  'parameter-sets',
  'execution-count',
  'execution-batch-size',
  'maximum-queued-executions',
  'on-child-error',
  'optimization-target-metric',
  'optimization-target-value',
  'stop-condition',
  'reuse-children',
  'engine',
  'description',
]
const ruleKeys = [
  'value',
  'items',
  'start',
  'end',
  'step',
  'min',
  'max',
  'count',
  'base',
  'distribution',
  'integerify',
  'numberify',
  'seed',
]
const styles = ['single', 'multiple', 'linear', 'logspace', 'random'] as const

/** Reads the body of a `task:`; undefined when it could not be run. */
export function readTask(
  node: Node | undefined,
  steps: Named<Step>,
  reader: Reader,
): Task | undefined {
  const fields = readFields(node, 'task', taskKeys, reader)
  if (!fields) return undefined
  const isWhole = fields.need('name', 'step')
  const type = typeOf(fields)
  const tried = type === 'manual_search' ? 'parameter-sets' : 'parameters'
  if (!fields.has(tried) && !fields.has('parameters')) fields.need(tried)
  if (fields.has('parameter-sets') && type !== 'manual_search')
    reader.warning(
      fields.node('parameter-sets'),
      `parameter-sets mean nothing for ${type}.`,
      'Set type: manual_search.',
    )
  if (type === 'bayesian_tpe' || type === 'distributed')
    reader.note(
      fields.node('type'),
      `hub task run does not do ${type}: use grid_search, random_search or manual_search here.`,
    )
  if (fields.has('reuse-children'))
    reader.note(fields.node('reuse-children'), 'hub task run makes every run anew.')
  for (const key of ['engine', 'description']) fields.text(key)
  fields.flag('reuse-children')
  const step = stepNamed(fields, 'step', steps, reader)
  const name = fields.text('name')
  if (!isWhole || !step || !name) return undefined
  return {
    name,
    step,
    type,
    variants: fields.items('parameters').flatMap((item) => readVariant(item, step, reader) ?? []),
    sets: fields
      .items('parameter-sets')
      .flatMap((item) => [readSet(item, step, reader)].filter((set) => set !== undefined)),
    executionCount: fields.count('execution-count'),
    atOnce: leastOf(
      fields.count('execution-batch-size'),
      fields.count('maximum-queued-executions'),
    ),
    onChildError: fields.choice('on-child-error', childErrors, 'continue-and-complete'),
    targetMetric: fields.text('optimization-target-metric'),
    targetValue: fields.number('optimization-target-value'),
    stopCondition: readStopCondition(fields, reader),
  }
}

/** The step that a key names; reported when there is none. */
export function stepNamed(
  fields: Fields,
  key: string,
  steps: Named<Step>,
  reader: Reader,
): Step | undefined {
  const name = fields.text(key)
  return name === null ? undefined : lookUp(steps, name, 'step', fields.node(key), reader)
}

function typeOf(fields: Fields): Task['type'] {
  const text = fields.text('type')
  if (text === null) return 'grid_search'
  // RANDOM-SEARCH is read elsewhere too.
  const type = taskTypes.find((known) => known === text.toLowerCase().replaceAll('-', '_'))
  return type ?? fields.choice('type', taskTypes, 'grid_search')
}

function readVariant(node: Node, step: Step, reader: Reader): Variant | undefined {
  const fields = readFields(node, 'parameter of a task', ['name', 'style', 'rules'], reader)
  if (!fields?.need('name', 'style', 'rules')) return undefined
  const name = fields.text('name') ?? ''
  const parameter = step.parameters.find((one) => one.name === name)
  if (!parameter) {
    reader.problem(
      fields.node('name'),
      `The step ${step.name} has no parameter ${name}.`,
      suggestion(
        name,
        step.parameters.map((one) => one.name),
        'a parameter',
      ),
    )
    return undefined
  }
  const style = fields.choice('style', styles, 'single')
  const rules = readFields(fields.node('rules'), `rule of ${style}`, ruleKeys, reader)
  if (!rules) return undefined
  const variant = readRules(name, style, rules, reader)
  if (variant && 'items' in variant)
    for (const item of variant.items)
      checkValue(step, name, item, rules.node('items') ?? rules.node('value'), reader)
  return variant
}

function readRules(
  name: string,
  style: (typeof styles)[number],
  rules: Fields,
  reader: Reader,
): Variant | undefined {
  if (style === 'single') {
    const value = rules.value('value')
    if (isAtom(value)) return { name, style, items: [value] }
    reader.problem(rules.node('value') ?? rules.at, 'single needs one value.', 'rules: {value: 1}')
    return undefined
  }
  if (style === 'multiple') {
    const items = rules.atoms('items')
    if (items.length) return { name, style, items }
    reader.problem(rules.at, 'multiple needs items.', 'rules: {items: [1, 2]}')
    return undefined
  }
  const start = rules.number('start') ?? rules.number('min')
  const end = rules.number('end') ?? rules.number('max')
  if (start === null || end === null) {
    const example = { linear: ', step: 5', logspace: ', count: 4, base: 10', random: '' }[style]
    const keys = style === 'random' ? ['min', 'max'] : ['start', 'end']
    reader.problem(
      rules.at,
      `${style} needs ${keys.join(' and ')}.`,
      `rules: {${keys[0]}: 1, ${keys[1]}: 10${example}}`,
    )
    return undefined
  }
  if (start > end)
    reader.problem(rules.at, `It begins above its end: ${start} > ${end}.`, 'Swap them.')
  if (style === 'linear') {
    const step = rules.number('step') ?? 1
    if (step > 0) return { name, style, start, end, step }
    reader.problem(rules.node('step'), `step is above 0, not ${step}.`)
    return undefined
  }
  const integerify = rules.flag('integerify') ?? false
  if (style === 'logspace') {
    const base = rules.number('base') ?? 10
    const count = rules.count('count')
    if (count === null) rules.need('count')
    if (base <= 0) reader.problem(rules.node('base'), `base is above 0, not ${base}.`)
    if (count === null || base <= 0) return undefined
    return { name, style, start, end, count, base, integerify }
  }
  const known = ['uniform', 'integer', 'log_uniform'] as const
  const distribution = rules.choice('distribution', known, 'uniform')
  if (distribution === 'log_uniform' && start <= 0)
    reader.problem(rules.node('min'), 'log_uniform needs a min above 0.')
  return {
    name,
    style,
    min: start,
    max: end,
    count: rules.count('count'),
    distribution,
    integerify: integerify || distribution === 'integer',
    seed: rules.number('seed'),
  }
}

function readSet(node: Node, step: Step, reader: Reader): Task['sets'][number] | undefined {
  if (!isMap(node)) {
    reader.problem(node, 'A parameter set is a mapping of parameters and values.')
    return undefined
  }
  const known = step.parameters.map(({ name }) => name)
  const values = new Map<string, Atom | Atom[]>()
  for (const { key, at, value } of entriesOf(node, reader)) {
    const read = valueIn(value)
    if (!known.includes(key))
      reader.problem(
        at,
        `The step ${step.name} has no parameter ${key}.`,
        suggestion(key, known, 'a parameter'),
      )
    else if (read === undefined)
      reader.problem(value ?? at, `${key} is neither a value nor a list of values.`)
    else {
      checkValue(step, key, read, value, reader)
      values.set(key, read)
    }
  }
  return Object.fromEntries(values)
}

function valueIn(node: Node | undefined): Atom | Atom[] | undefined {
  const value: unknown = node && 'value' in node ? node.value : undefined
  if (isAtom(value)) return value
  if (!node || !('items' in node) || isMap(node)) return undefined
  const items = (node.items as { value?: unknown }[]).map((item) => item.value)
  return isAtoms(items) ? items : undefined
}

/** What `hub run -p name=value` would say. */
function checkValue(
  step: Step,
  name: string,
  value: Atom | Atom[],
  at: Node | undefined,
  reader: Reader,
): void {
  const parameters = step.parameters
    .filter((parameter) => parameter.name === name)
    .map((parameter) => ({ ...parameter, optional: true }))
  try {
    parameterValues({ name: step.name, parameters }, new Map([[name, [value].flat()]]))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    reader.problem(at, `This cannot be tried: ${error.message}`, 'Change it.')
  }
}

function leastOf(...counts: (number | null)[]): number | null {
  const given = counts.filter((count) => count !== null)
  return given.length ? Math.min(...given) : null
}
