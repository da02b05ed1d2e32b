import { invalid } from '../failure'
import type { Values } from './parameters'
import { escapeIn, quote, ShellReader } from './shell'
import type { Atom, Parameter, Step } from './step'

/**
 * The script of a step: placeholders filled in so that sh reads each value as nothing but itself, lines
 * joined so that the first failure ends it.
 * @throws Failure for a value that cannot be put safely where its placeholder is
 */
export function buildCommand(step: Step, values: Values, joiner = ' && '): string {
  const reader = new ShellReader()
  const lines = step.command.map((line) => {
    const filled = interpolate(line, step, values, reader).trim()
    if (filled) reader.read(joiner)
    return filled
  })
  return joinCommand(lines, joiner)
}

/** Joins commands. A shebang at the very start stays on a line of its own. */
export function joinCommand(commands: string[], joiner: string): string {
  const [first = '', ...rest] = commands
  const shebang = /^#![^\n]*/.exec(first)?.[0]
  const lines = shebang ? [first.slice(shebang.length + 1), ...rest] : commands
  const joined = lines.filter((line) => line.trim() !== '').join(joiner)
  return shebang ? `${shebang}\n${joined}` : joined
}

/**
 * Puts parameter values, unquoted, for `{parameter:x}` in the URI of an input; of a parameter with several
 * values, each in a URI of its own.
 */
export function interpolateUri(uri: string, values: Values): string[] {
  const placeholder = /\{parameter(?:-value)?:([^{}\n]+)\}/g
  const names = new Set([...uri.matchAll(placeholder)].map(([, name = '']) => name))
  let choices = [new Map<string, string>()]
  for (const name of names)
    if (Object.hasOwn(values, name))
      choices = [values[name] ?? []]
        .flat()
        .flatMap((value) => choices.map((chosen) => new Map(chosen).set(name, String(value))))
  return choices.map((chosen) =>
    uri.replace(placeholder, (written, name: string) => chosen.get(name) ?? written),
  )
}

function interpolate(line: string, step: Step, values: Values, reader: ShellReader): string {
  let end = 0
  const filled = line.replace(/\{([^{}\n]+)\}/g, (placeholder, key: string, at: number) => {
    reader.read(line.slice(end, at))
    end = at + placeholder.length
    const value = meantBy(key, step, values)
    if (value === null) {
      reader.read(placeholder)
      return placeholder
    }
    const text = fill(placeholder, value, reader)
    reader.skip(text)
    return text
  })
  reader.read(line.slice(end))
  return filled
}

/** What a placeholder stands for: arguments, or one text; null when it is none. */
function meantBy(key: string, step: Step, values: Values): string[] | string | null {
  if (key === 'parameters' || key === 'params')
    return step.parameters.flatMap((parameter) => argumentsOf(parameter, values))
  if (key === 'source-path') return step.sourcePath
  const [, kind, name] = /^(parameter|parameter-value):(.+)$/.exec(key) ?? []
  const parameter = step.parameters.find((declared) => declared.name === name)
  if (!parameter) return null
  if (kind === 'parameter') return argumentsOf(parameter, values)
  return textOf(given(parameter, values), parameter.multipleSeparator)
}

function fill(placeholder: string, value: string[] | string, { quoting }: ShellReader): string {
  const words = [value].flat().map(quote).join(' ')
  if (quoting === 'plain') return words
  // Arguments within quotes are for another shell; a text is what the author wants to see there.
  const text = escapeIn(quoting, typeof value === 'string' ? value : words)
  if (text !== null) return text
  throw invalid(
    `The value of ${placeholder} holds more than letters, digits and plain signs, and cannot be put safely where the command has it: after $ or \\, in backquotes, in \${…}, in $((…)) or in a here-document. Put ${placeholder} in quotes or on its own there, or set a variable to it first.`,
  )
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
