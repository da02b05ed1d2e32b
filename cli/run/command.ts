import type { Atom } from './fields'
import type { Values } from './parameters'
import type { Parameter, Step } from './step'

/** Quotes a text so that sh reads it as one word with exactly these characters. */
export function quote(text: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text)) return text
  return `'${text.replaceAll("'", `'"'"'`)}'`
}

/** The script of a step: placeholders filled in and quoted, lines joined so that the first failure ends it. */
export function buildCommand(step: Step, values: Values, joiner = ' && '): string {
  return joinCommand(
    step.command.map((line) => interpolate(line, step, values).trim()),
    joiner,
  )
}

/** Joins commands. A shebang at the very start stays on a line of its own. */
export function joinCommand(commands: string[], joiner: string): string {
  const [first = '', ...rest] = commands
  const shebang = /^#![^\n]*/.exec(first)?.[0]
  const lines = shebang ? [first.slice(shebang.length + 1), ...rest] : commands
  const joined = lines.filter((line) => line.trim() !== '').join(joiner)
  return shebang ? `${shebang}\n${joined}` : joined
}

/** Puts parameter values, unquoted, for `{parameter:x}` in the URI of an input. */
export function interpolateUri(uri: string, values: Values): string {
  return uri.replace(/\{parameter(?:-value)?:([^{}\n]+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? textOf(values[name]) : placeholder,
  )
}

function interpolate(line: string, step: Step, values: Values): string {
  return line.replace(/\{([^{}\n]+)\}/g, (placeholder, key: string) => {
    if (key === 'parameters' || key === 'params')
      return quoteAll(step.parameters.flatMap((parameter) => argumentsOf(parameter, values)))
    if (key === 'source-path' && step.sourcePath !== null) return quote(step.sourcePath)
    const [, kind, name] = /^(parameter|parameter-value):(.+)$/.exec(key) ?? []
    const parameter = step.parameters.find((declared) => declared.name === name)
    if (!parameter) return placeholder
    if (kind === 'parameter') return quoteAll(argumentsOf(parameter, values))
    return quote(textOf(given(parameter, values), parameter.multipleSeparator))
  })
}

/** The words that a parameter becomes on the command line; none for a false flag or no value. */
export function argumentsOf(parameter: Parameter, values: Values): string[] {
  const value = given(parameter, values)
  const template = templateOf(parameter, value)
  if (template === null || value === undefined) return []
  if (!Array.isArray(value)) return wordsOf(template, parameter.name, value)
  if (parameter.multiple === 'repeat')
    return value.flatMap((atom) => wordsOf(template, parameter.name, atom))
  if (value.length === 0) return []
  return wordsOf(template, parameter.name, value.join(parameter.multipleSeparator))
}

function templateOf(parameter: Parameter, value: Atom | Atom[] | undefined): string | null {
  if (parameter.type !== 'flag') return parameter.passAs ?? '--{name}={value}'
  if (parameter.passTrueAs || parameter.passFalseAs)
    return (value === true ? parameter.passTrueAs : parameter.passFalseAs) || null
  return value === true ? (parameter.passAs ?? '--{name}') : null
}

function wordsOf(template: string, name: string, value: Atom): string[] {
  // The template is split before it is filled, so a value stays one word.
  const words = template.split(/\s+/).filter(Boolean)
  return words.map((word) =>
    word.replace(/\{(name|value|v)\}/g, (_, key: string) =>
      key === 'name' ? name : String(value),
    ),
  )
}

function given(parameter: Parameter, values: Values): Atom | Atom[] | undefined {
  if (Object.hasOwn(values, parameter.name)) return values[parameter.name]
  // Without a value, a flag is off, which pass-false-as may want to say.
  return parameter.type === 'flag' ? false : undefined
}

function textOf(value: Atom | Atom[] | undefined, separator = ','): string {
  return value === undefined ? '' : [value].flat().join(separator)
}

const quoteAll = (words: string[]) => words.map(quote).join(' ')
