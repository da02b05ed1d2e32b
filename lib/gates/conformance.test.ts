import { tests } from '@bufbuild/cel-spec/testdata/conformance.js'
import type { SerializedIncrementalTestSuite as Suite } from '@bufbuild/cel-spec/testdata/tests.js'
import { afterAll, describe, expect, it } from 'vitest'
import { readExpression } from './expression'
import { GateRunner } from './runner'
import type { Answer } from './thread'
import { typeOf } from './types'

/**
 * The tests of the specification of CEL for what gates have: without messages of Protocol Buffers, optional
 * values and further libraries. What cel-go says of an expression's type is in them, too.
 */
const sections = [
  'basic',
  'comparisons',
  'conversions',
  'fields',
  'fp_math',
  'integer_math',
  'lists',
  'logic',
  'macros',
  'parse',
  'plumbing',
  'string',
  'timestamps',
]

interface Case {
  expr: string
  /** As cel-go finds it; without one it finds a mistake. */
  type: string | undefined
  value: { boolValue?: boolean } | undefined
  fails: boolean
}

function casesOf({ suites = [], tests = [] }: Suite): Case[] {
  const own = tests.flatMap(({ original, type }): Case[] => {
    const { expr, value, evalError, typeEnv, bindings, container, disableMacros } = original
    if (typeEnv || bindings || container || disableMacros) return []
    return [{ expr, type, value: value as Case['value'], fails: Boolean(evalError) }]
  })
  return [...own, ...suites.flatMap(casesOf)]
}

const isOurs = ({ expr }: Case) => !/TestAllTypes|google\.protobuf|`/.test(expr)
const all = (tests.suites ?? [])
  .filter(({ name }) => sections.includes(name))
  .flatMap(casesOf)
  .filter(isOurs)

function mistakesIn(expr: string): string[] {
  const { expression, problem } = readExpression(expr)
  if (problem) return [problem.message]
  const found: string[] = []
  typeOf(expression, new Map(), (message) => found.push(message))
  return found
}

const runner = new GateRunner(process.cwd())
afterAll(() => runner.close())

/** What is asked together shares a limit of time, so they are asked some at a time. */
async function answersOf(cases: readonly Case[]): Promise<Answer[]> {
  const answers: Answer[] = []
  for (let at = 0; at < cases.length; at += 50) {
    const cels = cases.slice(at, at + 50).map(({ expr }) => expr)
    answers.push(...(await runner.evaluate(new Map(), cels)))
  }
  return answers
}

describe('the specification of CEL', () => {
  it('is tested by what the sections hold', () => {
    expect(all.length).toBeGreaterThan(900)
  })

  it('finds every mistake that a type can tell, and none where there is none', () => {
    // Nothing stands in an order; elsewhere it does.
    const right = all.filter(({ expr, type }) => type && !/null [<>]/.test(expr))
    expect(right.filter(({ expr }) => mistakesIn(expr).length > 0)).toEqual([])
    const wrong = all.filter(({ type }) => !type)
    expect(
      wrong.filter(({ expr }) => mistakesIn(expr).length === 0).map(({ expr }) => expr),
    ).toEqual([
      // Numbers of any kind may be equal, as metrics and whole numbers are.
      '1.0 == 1',
      '[1] == [1.0]',
      '2u != 2',
      // Mixed kinds are left to the evaluation.
      "true ? 'cows' : 17",
      // Read as deep as it is.
      '((((((((((((((((((((((((((((((((7))))))))))))))))))))))))))))))))',
    ])
  })

  it('holds for every expression that is true or false', async () => {
    // What is no number is an error here, so that its negation is never true.
    const decided = all.filter(
      ({ expr, value }) => typeof value?.boolValue === 'boolean' && !/0\.0\/0\.0/.test(expr),
    )
    expect(decided.length).toBeGreaterThan(400)
    const answers = await answersOf(decided)
    const differing = decided.filter(({ value }, at) => {
      const answer = answers[at]
      return !answer || !('value' in answer) || answer.value !== value?.boolValue
    })
    expect(differing).toEqual([])
  })

  it('holds for every expression that is an error', async () => {
    const failing = all.filter(({ fails }) => fails)
    expect(failing.length).toBeGreaterThan(80)
    const answers = await answersOf(failing)
    expect(failing.filter((_, at) => !answers[at] || !('error' in answers[at]))).toEqual([])
  })
})
