import { suggestion } from '@/lib/near'
import { type Failure, invalid } from '../failure'
import type { Atom } from '../run/step'
import type { Pipeline, StepNode } from '../yaml/pipeline'
import { planOf, type Source } from './load'
import { searchOf } from './search'
import { type Trial, trialsOf } from './trials'

/**
 * The values of a pipeline's parameters: those given over the defaults.
 * @throws Failure naming one that the pipeline does not have
 */
export function pipelineValues(
  { name, parameters }: Pipeline,
  given: ReadonlyMap<string, readonly Atom[]>,
): Map<string, readonly Atom[]> {
  const known = parameters.map((parameter) => parameter.name)
  for (const asked of given.keys())
    if (!known.includes(asked))
      throw invalid(
        `The pipeline ${name} has no parameter ${asked}. ${known.length ? suggestion(asked, known, 'a parameter') : 'It has none.'}`,
      )
  return new Map(
    parameters.flatMap(({ name, default: fallback }) => {
      const values = given.get(name) ?? (fallback === null ? undefined : [fallback].flat())
      return values ? [[name, values] as const] : []
    }),
  )
}

/**
 * Checks all that can be told of the nodes before the first begins; what edges will hand on is taken as right.
 * @throws Failure naming node and problem
 */
export function checkNodes(
  { nodes, edges, parameters }: Pipeline,
  values: ReadonlyMap<string, readonly Atom[]>,
  source: Source,
  seed: number,
): void {
  const problems: string[] = []
  for (const node of nodes) {
    if (node.type === 'deployment') continue
    const into = edges.filter(({ target }) => target.node === node.name)
    const fed = (type: string) =>
      into.filter(({ target }) => target.type === type).map(({ target }) => target.key)
    const given = new Map(
      parameters.flatMap(({ name, targets }) => {
        const own = targets.filter((target) => target.node === node.name)
        const value = values.get(name)
        return value ? own.map(({ key }) => [key, value] as const) : []
      }),
    )
    const handed = {
      ...{ parameters: fed('parameter'), inputs: fed('input') },
      variables: fed('environment-variable'),
    }
    try {
      checkNode(node, given, handed, source, seed)
    } catch (error) {
      problems.push(`${node.name}: ${(error as Failure).message}`)
    }
  }
  if (problems.length) throw invalid(problems.join('\n'))
}

function checkNode(
  node: StepNode,
  given: Trial,
  fed: { parameters: string[]; inputs: string[]; variables: string[] },
  source: Source,
  seed: number,
): void {
  const asked = (text: string) =>
    fed.parameters.some((name) =>
      new RegExp(`\\{parameter(-value)?:${escaped(name)}\\}`).test(text),
    )
  const step = {
    ...node.step,
    parameters: node.step.parameters.map((parameter) =>
      fed.parameters.includes(parameter.name)
        ? { ...parameter, optional: true, default: null }
        : parameter,
    ),
    inputs: node.step.inputs.map((input) =>
      fed.inputs.includes(input.name) || input.defaults.some(asked)
        ? { ...input, optional: true, defaults: [] }
        : input,
    ),
    environment: node.step.environment.map((variable) =>
      fed.variables.includes(variable.name) ? { ...variable, optional: true } : variable,
    ),
  }
  const trials = trialsOfNode({ ...node, step }, given, seed)
  for (const parameters of trials) planOf(source, step, { parameters, inputs: new Map() })
}

/** Every run that a node comes to. @throws Failure when one run would need several values of a parameter */
export function trialsOfNode(node: StepNode, given: Trial, seed: number): Trial[] {
  const { step } = node
  if (node.type === 'execution') return [given]
  const search = node.task ? { ...node.task, step } : searchOf(step)
  return trialsOf(search, given, seed).trials
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
