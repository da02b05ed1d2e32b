import { invalid } from '../failure'
import type { Atom, Parameter, Step } from './step'

/** Values by name, typed as the step declares them. A parameter without a value is not in it. */
export type Values = Record<string, Atom | Atom[]>

/** Splits `name=value`; the value may be empty and may hold further equals signs. */
export function splitPair(pair: string, option: string): [name: string, value: string] {
  const at = pair.indexOf('=')
  if (at < 1) throw invalid(`${option} ${pair} is not understood. Write ${option} name=value.`)
  return [pair.slice(0, at), pair.slice(at + 1)]
}

/**
 * The values of a step's parameters: those given over the defaults, each of its type and in its bounds.
 * @param given name=value pairs, as on the command line
 * @throws Failure naming every parameter that is unknown, missing or wrong
 */
export function parameterValues(step: Pick<Step, 'name' | 'parameters'>, given: string[]): Values {
  const texts = new Map<string, string[]>()
  for (const pair of given) {
    const [name, value] = splitPair(pair, '-p')
    texts.set(name, [...(texts.get(name) ?? []), value])
  }
  const problems: string[] = []
  const known = step.parameters.map(({ name }) => name)
  for (const name of texts.keys())
    if (!known.includes(name))
      problems.push(
        `${step.name} has no parameter ${name}. ${known.length ? `It has: ${known.join(', ')}.` : 'It has none.'}`,
      )
  const values: Values = {}
  for (const parameter of step.parameters) {
    const value = checked(parameter, texts.get(parameter.name), problems)
    if (value !== null) Object.defineProperty(values, parameter.name, { ...own, value })
  }
  if (problems.length) throw invalid(problems.join('\n'))
  return values
}

// So that a parameter may be called __proto__ and be nothing special.
const own = { enumerable: true, writable: true, configurable: true }

function checked(
  parameter: Parameter,
  texts: string[] | undefined,
  problems: string[],
): Atom | Atom[] | null {
  const { name, multiple } = parameter
  const atoms: Atom[] = texts ?? (parameter.default === null ? [] : [parameter.default].flat())
  if (atoms.length > 1 && !multiple) {
    problems.push(`${name} takes one value.`)
    return null
  }
  if (atoms.length === 0) {
    if (!parameter.optional && !multiple) problems.push(`${name} needs a value: -p ${name}=….`)
    return null
  }
  const typed = atoms.map((atom) => typedAtom(parameter, atom, problems))
  const values = typed.filter((atom) => atom !== null)
  for (const value of values) checkBounds(parameter, value, problems)
  return multiple ? values : (values[0] ?? null)
}

function typedAtom({ name, type }: Parameter, atom: Atom, problems: string[]): Atom | null {
  const text = String(atom).trim()
  if (type === 'string') return String(atom)
  if (type === 'flag') {
    if (/^(true|yes|1)$/i.test(text)) return true
    if (/^(false|no|0)$/i.test(text)) return false
    problems.push(`${name} is a flag: use true or false, not ${text}.`)
    return null
  }
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  const whole = type !== 'integer' || /^[+-]?\d+$/.test(text)
  if (Number.isFinite(number) && whole && (type !== 'integer' || Number.isSafeInteger(number)))
    return number
  problems.push(
    `${name} is ${type === 'integer' ? 'a whole number' : 'a number'}, not ${text || 'empty'}.`,
  )
  return null
}

function checkBounds(
  { name, min, max, choices }: Parameter,
  value: Atom,
  problems: string[],
): void {
  if (typeof value === 'number' && min !== null && value < min)
    problems.push(`${name} is at least ${min}, not ${value}.`)
  if (typeof value === 'number' && max !== null && value > max)
    problems.push(`${name} is at most ${max}, not ${value}.`)
  if (choices && !choices.some((choice) => String(choice) === String(value)))
    problems.push(`${name} is one of ${choices.join(', ')}, not ${value}.`)
}
