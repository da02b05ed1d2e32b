import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { argumentsOf, buildCommand, interpolateUri, joinCommand } from './command'
import type { Values } from './parameters'
import { quote } from './shell'
import type { Parameter, Step } from './step'

const parameter = (facts: Partial<Parameter> & { name: string }): Parameter => ({
  type: 'string',
  default: null,
  optional: false,
  min: null,
  max: null,
  choices: null,
  multiple: null,
  multipleSeparator: ',',
  passAs: null,
  passTrueAs: null,
  passFalseAs: null,
  ...facts,
})

const step = (command: string[], ...parameters: Parameter[]): Step => ({
  name: 'train',
  image: 'x',
  command,
  parameters,
  inputs: [],
  outputs: [],
  environment: [],
  timeLimit: null,
  noOutputTimeout: null,
  stopCondition: null,
  sourcePath: null,
  definition: {},
  ignored: [],
})

/** The words that a real sh makes of a script which prints its arguments. */
function wordsOf(script: string): string[] {
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

const printer = `printf '%s\\0'`

describe('quoting', () => {
  it('leaves plain words alone', () => {
    expect(quote('--rate=0.1')).toBe('--rate=0.1')
    expect(quote('')).toBe(`''`)
    expect(quote("it's")).toBe(`'it'"'"'s'`)
  })

  it('makes sh read any texts as exactly those words', () => {
    // Any bytes that an argument can hold: everything but NUL.
    const argument = fc
      .string({ unit: 'binary', maxLength: 40 })
      .filter((text) => !text.includes('\0') && text.isWellFormed())
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 8 }), (words) => {
        expect(wordsOf(`${printer} ${words.map(quote).join(' ')}`)).toEqual(words)
      }),
      { numRuns: 30 },
    )
  })

  it('keeps a parameter one word whatever its value', () => {
    const value = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))
    const declared = parameter({ name: 'query' })
    fc.assert(
      fc.property(value, (query) => {
        const script = buildCommand(
          step([`${printer} {parameters} {parameter-value:query}`], declared),
          { query },
        )
        expect(wordsOf(script)).toEqual([`--query=${query}`, query])
      }),
      { numRuns: 40 },
    )
  })
})

describe('a placeholder that the author put in quotes', () => {
  const title = parameter({ name: 'title' })
  const scriptOf = (line: string, value: string) =>
    buildCommand(step([line], title), { title: value })
  const x = '{parameter-value:title}'
  /** What an attacker would try, and anything else. */
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed()),
    fc
      .array(
        fc.constantFrom(
          ...["'", '"', '\\', '`', '$', '$(', ')', '(', '\n', ' ', '#', ';', '&&', '{', '}', '|'],
          ...['exit 9', 'kill $$', '!', '*', '~', 'a', '<<EOF', 'EOF', '$HOME', '%s'],
        ),
      )
      .map((parts) => parts.join('')),
  )

  it.each([
    ['nothing', `${printer} ${x}`],
    ['single quotes', `${printer} '${x}'`],
    ['double quotes', `${printer} "${x}"`],
    ['both, one after the other', `${printer} 'a'"b"${x}`, 'ab'],
    ['single quotes after a comment with one', `# it's\n${printer} '${x}'`],
    ['double quotes after an escaped one', `${printer} \\""${x}"`, '"'],
    ['single quotes with a backslash before it', `${printer} '\\${x}'`, '\\'],
    ['a substitution in double quotes', `${printer} "$(printf %s_ ${x})"`, '', '_'],
    ['quotes in a substitution in quotes', `${printer} "$(printf %s_ "${x}")"`, '', '_'],
    ['double quotes after a substitution', `${printer} "$(echo ')"')${x}"`, ')"'],
    ['double quotes after an expansion', `${printer} "\${none}${x}"`],
    ['double quotes after arithmetic', `${printer} "$((1 + (2)))${x}"`, '3'],
    ['double quotes after backquotes', `${printer} "\`echo \\"a\\"\`${x}"`, 'a'],
    ['double quotes in a pattern', `case a in a) ${printer} "${x}";; esac`],
    [
      'what follows a here-document',
      `cat >/dev/null <<'EO' <<-E\nit's\nEO\n"\nE\n${printer} '${x}'`,
    ],
    ['what follows a word with a hash', `${printer} a#'${x}'`, 'a#'],
  ])('stays text in %s', (_, line, before = '', after = '') => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 10, maxLength: 30 }), (texts) => {
        // Each in a shell of its own, below one that is started.
        const scripts = texts.map((text) => `(\n${scriptOf(line, text)}\n)\n`)
        const words = texts.map((text) => `${before}${text}${after}`)
        expect(wordsOf(scripts.join(''))).toEqual(words)
      }),
      { numRuns: 3 },
    )
  })
})

describe('a placeholder where a quote cannot help', () => {
  const title = parameter({ name: 'title' })
  const x = '{parameter-value:title}'

  it.each([
    ['backquotes', `echo \`echo ${x}\``],
    ['backquotes in quotes', `echo "\`echo '${x}'\`"`],
    ['an expansion', `echo "\${none:-${x}}"`],
    ['arithmetic', `echo $((1 + ${x}))`],
    ['arithmetic of bash', `(( ${x} ))`],
    ['a here-document', `cat <<EOF\n${x}\nEOF`],
    ['a here-document whose end is a value', `cat <<EOF${x}\nEOF\n'${x}'`],
    ['what a dollar makes of it', `echo $${x}`],
    ['what a dollar in quotes makes of it', `echo "$${x}"`],
    ['what a backslash makes of it', `echo \\${x}`],
    ['what a backslash in quotes makes of it', `echo "\\${x}"`],
    ['quotes of bash with escapes', `echo $'\\'${x}'`],
    ['a pattern in a substitution in quotes', `echo "$(case a in a) echo ${x};; esac)"`],
  ])('takes plain words and refuses others: %s', (_, line) => {
    const scriptOf = (value: string) => buildCommand(step([line], title), { title: value })
    expect(scriptOf('v1.2')).toBe(line.replaceAll(x, 'v1.2'))
    expect(() => scriptOf('$(touch x)')).toThrow('cannot be put safely where the command has it')
    expect(() => scriptOf("'; touch x; '")).toThrow('cannot be put safely')
  })

  it.each([
    [`echo $$'${x}'`, `echo $$'(a)'`],
    [`echo \\\n# it's\necho '${x}'`, `echo \\\n# it's\necho '(a)'`],
    [`echo # ${x}`, 'echo # (a)'],
  ])('%j is nothing of the kind', (line, script) => {
    expect(buildCommand(step([line], title), { title: '(a)' })).toBe(script)
  })

  it('keeps what is in a comment on its line', () => {
    const script = buildCommand(step([`echo a # ${x}`], title), { title: 'b\necho c' })
    expect(script).toBe('echo a # b echo c')
  })

  it('knows quotes that a line begins and another ends', () => {
    const command = step([`echo '`, `${x}'`], title)
    expect(buildCommand(command, { title: `'; touch x; '` })).toBe(
      `echo ' && '\\''; touch x; '\\'''`,
    )
  })

  it('makes arguments in quotes words of the shell within', () => {
    const line = `sh -c "${printer.replaceAll('\\', '\\\\')} {parameters}"`
    const value = `a b'"$(exit 9)\\`
    expect(wordsOf(buildCommand(step([line], title), { title: value }))).toEqual([
      `--title=${value}`,
    ])
  })
})

describe('a command', () => {
  const rate = parameter({ name: 'rate', type: 'float' })
  const mode = parameter({ name: 'mode' })
  const values: Values = { rate: 0.1, mode: 'a b' }

  it.each([
    ['run {parameters}', `run --rate=0.1 '--mode=a b'`],
    ['run {params} x', `run --rate=0.1 '--mode=a b' x`],
    ['run {parameter:mode}', `run '--mode=a b'`],
    ['run m={parameter-value:mode}', `run m='a b'`],
    [`run {parameter:none} {x} \${HOME} {}`, `run {parameter:none} {x} \${HOME} {}`],
    [`awk '{ print }' {parameter:rate}`, `awk '{ print }' --rate=0.1`],
  ])('%s becomes %s', (line, expected) => {
    expect(buildCommand(step([line], rate, mode), values)).toBe(expected)
  })

  it('puts nothing for a parameter without a value', () => {
    expect(buildCommand(step(['run {parameters} {parameter:mode}'], rate, mode), { rate: 1 })).toBe(
      'run --rate=1',
    )
  })

  it('does not read a value as a placeholder', () => {
    const command = step(['run {parameter-value:mode}'], mode, rate)
    expect(buildCommand(command, { mode: '{parameter-value:rate} $&', rate: 1 })).toBe(
      `run '{parameter-value:rate} $&'`,
    )
  })

  it('joins its lines so that the first failure ends it', () => {
    expect(joinCommand(['a', ' ', 'b'], ' && ')).toBe('a && b')
    expect(joinCommand(['a', 'b'], '\n')).toBe('a\nb')
    expect(() =>
      execFileSync('sh', ['-c', joinCommand(['true', 'exit 4', 'true'], ' && ')]),
    ).toThrow()
  })

  it('keeps a shebang on a line of its own', () => {
    expect(joinCommand(['#!/bin/sh', 'a', ' ', 'b'], ' && ')).toBe('#!/bin/sh\na && b')
    expect(joinCommand(['#!/bin/sh\na', 'b'], ' && ')).toBe('#!/bin/sh\na && b')
    expect(joinCommand(['#!/bin/bash\na', '#!no'], ' && ')).toBe('#!/bin/bash\na && #!no')
  })
})

describe('the words of a parameter', () => {
  it.each([
    [parameter({ name: 'a' }), 'x y', ['--a=x y']],
    [parameter({ name: 'a', passAs: '-a {v}' }), 'x y', ['-a', 'x y']],
    [parameter({ name: 'a', passAs: '{name}:{value}' }), '{name}', ['a:{name}']],
    [parameter({ name: 'f', type: 'flag' }), true, ['--f']],
    [parameter({ name: 'f', type: 'flag' }), false, []],
    [parameter({ name: 'f', type: 'flag', passAs: '-f' }), true, ['-f']],
    [parameter({ name: 'f', type: 'flag', passFalseAs: '--no-f' }), false, ['--no-f']],
    [parameter({ name: 'f', type: 'flag', passFalseAs: '--no-f' }), true, []],
    [parameter({ name: 'm', multiple: 'repeat' }), [1, 2], ['--m=1', '--m=2']],
    [parameter({ name: 'm', multiple: 'separate' }), [1, 2], ['--m=1,2']],
    [parameter({ name: 'm', multiple: 'separate' }), [], []],
  ])('%o with %o', (declared, value, words) => {
    expect(argumentsOf(declared, { [declared.name]: value })).toEqual(words)
  })

  it('are those of false for a flag that was not given', () => {
    const flag = parameter({ name: 'f', type: 'flag', passFalseAs: '--no-f' })
    expect(argumentsOf(flag, {})).toEqual(['--no-f'])
  })
})

it('puts parameters into the URI of an input', () => {
  expect(interpolateUri('dataset://penguins/{parameter:version}', { version: 'v2' })).toEqual([
    'dataset://penguins/v2',
  ])
  expect(interpolateUri('dataset://penguins/{parameter:none}', {})).toEqual([
    'dataset://penguins/{parameter:none}',
  ])
})

it('parameters with several values make a URI of each', () => {
  expect(interpolateUri('d/{parameter:day}/{parameter:day}.csv', { day: [1, 2] })).toEqual([
    'd/1/1.csv',
    'd/2/2.csv',
  ])
  expect(
    interpolateUri('{parameter:a}{parameter-value:b}{parameter:c}', {
      a: ['x', '{parameter:b}'],
      b: [1, 2],
    }),
  ).toEqual([
    'x1{parameter:c}',
    '{parameter:b}1{parameter:c}',
    'x2{parameter:c}',
    '{parameter:b}2{parameter:c}',
  ])
  expect(interpolateUri('d/{parameter:day}', { day: [] })).toEqual([])
})
