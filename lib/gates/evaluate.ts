import type { Gate } from '../policies/rules'
import type { Json } from '../view'
import { checkGate } from './check'
import type { GateContext, GateVersion } from './context'
import { bindingsOf } from './environment'
import { readExpression } from './expression'
import { type Look, looksOf, metricOf, metricsAt, nameOf, valueAt } from './looks'
import { gateRunner } from './runner'
import { type Comparison, comparisonOf } from './shape'
import type { Answer } from './thread'
import type { GateResult } from './view'
import { comparedIn, tellComparison, tellLooks } from './words'

/**
 * What each gate says of a candidate, in a thread of its own with a limit of time. Whatever cannot be
 * answered does not pass, and says why: what was not measured or is no number fails, all else is an error.
 */
export async function evaluateGates(
  gates: readonly Gate[],
  context: GateContext,
): Promise<GateResult[]> {
  if (gates.length === 0) return []
  const bindings = bindingsOf(context)
  const prepared = gates.map((gate) => prepare(gate, context, bindings))
  const open = prepared.filter(({ refused }) => refused === null)
  const answers = await gateRunner().evaluate(
    bindings,
    open.map(({ gate }) => gate.cel),
  )
  const answerOf = new Map(open.map((one, at) => [one, answers[at]]))
  return prepared.map((one) => resultOf(one, answerOf.get(one), context))
}

interface Prepared {
  gate: Gate
  comparison: Comparison | null
  looks: { look: Look; value: Json | undefined }[]
  /** Why it is not evaluated at all. */
  refused: Verdict | null
}

type Verdict = Pick<GateResult, 'result' | 'message'>

function prepare(gate: Gate, context: GateContext, bindings: Map<string, unknown>): Prepared {
  const { problem, comparison, looks: paths } = analysisOf(gate.cel)
  const looks = paths.map((look) => ({ look, value: valueAt(bindings, look.path) }))
  const refused = problem
    ? ({ result: 'error', message: problem } as const)
    : noNumber(looks, context)
  return { gate, comparison, looks, refused }
}

/** What an expression is, whatever the version. */
interface Analysis {
  problem: string | null
  comparison: Comparison | null
  looks: Look[]
}

// Policies have few expressions, and each is asked of many versions.
const mostKept = 500
const kept = new Map<string, Analysis>()

function analysisOf(cel: string): Analysis {
  const known = kept.get(cel)
  if (known) return known
  if (kept.size >= mostKept) kept.clear()
  const made = analysed(cel)
  kept.set(cel, made)
  return made
}

function analysed(cel: string): Analysis {
  const [problem] = checkGate(cel)
  const { expression } = problem ? {} : readExpression(cel)
  if (!expression)
    return { problem: problem?.message ?? 'It cannot be read.', comparison: null, looks: [] }
  return { problem: null, comparison: comparisonOf(expression), looks: looksOf(expression) }
}

/** A metric that is no number would make comparisons false, and what negates them true. */
function noNumber(looks: Prepared['looks'], context: GateContext): Verdict | null {
  for (const { look } of looks) {
    const found = metricsAt(context, look)
    const [key, value] = found?.metrics.find(([, value]) => typeof value === 'string') ?? []
    if (key === undefined) continue
    const of = look.path[0] === 'approved' ? ` of v${found?.of.number}, which is approved,` : ''
    return { result: 'fail', message: `${key}${of} is ${value}.` }
  }
  return null
}

function resultOf(one: Prepared, answer: Answer | undefined, context: GateContext): GateResult {
  const { gate, comparison, looks } = one
  const compared = comparison && comparedIn(comparison, context)
  const metric = comparison?.metric ?? null
  const measured = (version: GateVersion | null) =>
    version && metric !== null ? (metricOf(version, metric) ?? null) : null
  return {
    name: gate.name,
    cel: gate.cel,
    candidate: measured(context.candidate),
    approved: measured(context.approved),
    ...(one.refused ?? verdictOf(one, answer, context)),
    metric,
    threshold: compared && Number.isFinite(compared.threshold) ? compared.threshold : null,
    inputs: Object.fromEntries(
      looks.map(({ look, value }) =>
        look.asked
          ? [`has(${nameOf(look.path)})`, value !== undefined]
          : [nameOf(look.path), value ?? null],
      ),
    ),
  }
}

function verdictOf(one: Prepared, answer: Answer | undefined, context: GateContext): Verdict {
  if (!answer) return { result: 'error', message: 'It was not evaluated.' }
  if ('error' in answer) return broken(one, answer.error, context)
  const result = answer.value ? 'pass' : 'fail'
  const { comparison } = one
  if (comparison?.firstPasses && !context.approved && answer.value)
    return {
      result,
      message: 'There is no approved version to compare it with, so it passes as the first one.',
    }
  const compared = comparison && comparedIn(comparison, context)
  const message = compared
    ? tellComparison(comparison, compared, context)
    : tellLooks(answer.value, one.looks, context)
  return { result, message }
}

/** Why an expression has no value: what it looks at and is not there, or what CEL says. */
function broken({ looks }: Prepared, error: string, context: GateContext): Verdict {
  const absent = looks.filter(({ look, value }) => !look.asked && value === undefined)
  const [missing] = unknown.test(error) ? absent : []
  if (!missing) return { result: 'error', message: inWords(error) }
  const [first, second, third] = missing.look.path
  const { approved } = context
  if (first === 'approved' && !approved) {
    const message =
      'There is no approved version to compare it with. A gate that begins with !approved.exists || lets a first version pass.'
    return { result: 'fail', message }
  }
  if (first === 'metrics') return { result: 'fail', message: `${second} was not measured.` }
  if (first === 'approved' && second === 'metrics') {
    const message = `${third} was not measured for v${approved?.number}, which is approved.`
    return { result: 'fail', message }
  }
  return { result: 'fail', message: `There is no ${nameOf(missing.look.path)}.` }
}

// What CEL says of a key that a map does not have.
const unknown = /^(field not found|unresolved attribute|no such key)/

function inWords(error: string): string {
  const [, name, kinds] =
    /no matching overload for '([^']+)' applied to '\((.*)\)'/.exec(error) ?? []
  if (name === undefined) return error
  const operator = /^[!_]*([^_]+)[_]*$/.exec(name)?.[1] ?? name
  return `It computes ${operator} with ${kinds?.replaceAll(', ', ' and ')}, which is not possible.`
}
