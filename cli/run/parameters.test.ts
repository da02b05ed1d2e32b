import { describe, expect, it } from 'vitest'
import { parseProject } from '../yaml/project'
import { parameterValues, readPairs } from './parameters'
import type { Step } from './step'

function stepWith(...parameters: string[]): Step {
  const list = parameters.map((text) => `      - {${text}}\n`).join('')
  const text = `- step:\n    name: train\n    image: x\n    command: c\n    parameters:\n${list}`
  const step = parseProject(text, 'valohai.yaml').steps.get('train')
  if (!step) throw new Error('There is no step.')
  return step
}

const valuesOf = (step: Step, given: string[]) => parameterValues(step, readPairs(given, '-p'))

const rate = 'name: rate, type: float, default: 0.1, min: 0, max: 1'
const trees = 'name: trees, type: integer, default: 100, min: 1'
const kind = 'name: kind, choices: [a, b], default: a'
const fast = 'name: fast, type: flag'

describe('parameter values', () => {
  it('are the defaults when nothing is given', () => {
    expect(valuesOf(stepWith(rate, trees, kind, fast), [])).toEqual({
      rate: 0.1,
      trees: 100,
      kind: 'a',
    })
  })

  it('are of the type that the step declares', () => {
    const given = ['rate=1e-3', 'trees=7', 'kind=b', 'fast=true']
    expect(valuesOf(stepWith(rate, trees, kind, fast), given)).toEqual({
      rate: 0.001,
      trees: 7,
      kind: 'b',
      fast: true,
    })
  })

  it('keep texts as they are', () => {
    const text = ' a=b "c" $d\n'
    expect(valuesOf(stepWith('name: query'), [`query=${text}`])).toEqual({ query: text })
    expect(valuesOf(stepWith('name: query'), ['query='])).toEqual({ query: '' })
  })

  it('may be several where the step says so', () => {
    const step = stepWith('name: layer, type: integer, multiple: repeat')
    expect(valuesOf(step, ['layer=1', 'layer=2'])).toEqual({ layer: [1, 2] })
    expect(valuesOf(step, [])).toEqual({})
  })

  it('may be missing only where the step says so', () => {
    expect(valuesOf(stepWith('name: a, optional: true'), [])).toEqual({})
    expect(() => valuesOf(stepWith('name: a'), [])).toThrow('a needs a value: -p a=….')
  })

  it('may be named like a part of every object', () => {
    const values = valuesOf(stepWith('name: __proto__'), ['__proto__=x'])
    expect(Object.keys(values)).toEqual(['__proto__'])
    expect(JSON.stringify(values)).toBe('{"__proto__":"x"}')
  })

  it.each([
    ['trees=1.5', 'trees is a whole number, not 1.5.'],
    ['trees=abc', 'trees is a whole number, not abc.'],
    ['trees=', 'trees is a whole number, not empty.'],
    ['trees=99999999999999999999', 'trees is a whole number, not 99999999999999999999.'],
    ['trees=0', 'trees is at least 1, not 0.'],
    ['rate=NaN', 'rate is a number, not NaN.'],
    ['rate=0x10', 'rate is a number, not 0x10.'],
    ['rate=1.01', 'rate is at most 1, not 1.01.'],
    ['kind=c', 'kind is one of a, b, not c.'],
    ['fast=maybe', 'fast is a flag: use true or false, not maybe.'],
    ['speed=1', 'train has no parameter speed. It has: rate, trees, kind, fast.'],
    ['rate', '-p rate is not understood. Write -p name=value.'],
    ['=1', '-p =1 is not understood. Write -p name=value.'],
  ])('refuse %s', (pair, message) => {
    expect(() => valuesOf(stepWith(rate, trees, kind, fast), [pair])).toThrow(message)
  })

  it('refuse a second value where one is meant', () => {
    expect(() => valuesOf(stepWith(rate), ['rate=1', 'rate=0'])).toThrow('rate takes one value.')
  })

  it('check the defaults too', () => {
    expect(() => valuesOf(stepWith('name: n, type: integer, default: many'), [])).toThrow(
      'n is a whole number, not many.',
    )
  })
})
