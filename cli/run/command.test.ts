import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { argumentsOf, buildCommand, interpolateUri, joinCommand, quote } from './command'
import type { Values } from './parameters'
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
  environment: [],
  sourcePath: null,
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
      { numRuns: 60 },
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
  expect(interpolateUri('dataset://penguins/{parameter:version}', { version: 'v2' })).toBe(
    'dataset://penguins/v2',
  )
  expect(interpolateUri('dataset://penguins/{parameter:none}', {})).toContain('{parameter:none}')
})
