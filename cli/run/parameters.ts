import { invalid } from '../failure'
import type { Atom, Parameter, Step } from './step'

/** Values by name, typed as the step declares them. A parameter without a value is not in it. */
export type Values = Record<string, Atom | Atom[]>

/** What is given for each name, in place of the defaults. */
export type Given<T> = ReadonlyMap<string, readonly T[]>

/** Reads `name=value` pairs, as they are on the command line; a name may come several times. */
export function readPairs(pairs: string[], option: string): Map<string, string[]> {
  const given = new Map<string, string[]>()
  for (const pair of pairs) {
    const [name, value] = splitPair(pair, option)
    given.set(name, [...(given.get(name) ?? []), value])
  }
  return given
}

/**
 * The values of a step's parameters: those given over the defaults, each of its type and in its bounds.
 * @throws Failure naming every parameter that is unknown, missing or wrong
 */
export function parameterValues(
  step: Pick<Step, 'name' | 'parameters'>,
  given: Given<Atom>,
): Values {
  const problems: string[] = []
  const known = step.parameters.map(({ name }) => name)
  for (const name of given.keys())
    if (!known.includes(name))
      problems.push(
        `${step.name} has no parameter ${name}. ${known.length ? `It has: ${known.join(', ')}.` : 'It has none.'}`,
      )
  const values: Values = {}
  for (const parameter of step.parameters) {
    const value = checked(parameter, given.get(parameter.name), problems)
    if (value !== null) Object.defineProperty(values, parameter.name, { ...own, value })
  }
  if (problems.length) throw invalid(problems.join('\n'))
  return values
}

/** Splits `name=value`; the value may be empty and may hold further equals signs. */
export function splitPair(pair: string, option: string): [name: string, value: string] {
  const at = pair.indexOf('=')
  if (at < 1) throw invalid(`${option} ${pair} is not understood. Write ${option} name=value.`)
  return [pair.slice(0, at), pair.slice(at + 1)]
}

// So that a parameter may be called __proto__ and be nothing special.
const own = { enumerable: true, writable: true, configurable: true }

function checked(
  parameter: Parameter,
  given: readonly Atom[] | undefined,
  problems: string[],
): Atom | Atom[] | null {
  const { name, multiple } = parameter
  const atoms = given ?? (parameter.default === null ? [] : [parameter.default].flat())
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
