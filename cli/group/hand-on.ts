import type { Run } from '@/lib/runs/view'
import type { Client } from '../client'
import { failed } from '../failure'
import { type Atom, isAtom, isAtoms } from '../run/step'
import { fits } from '../yaml/glob'
import { type Edge, edgeText, type Pipeline, type StepNode } from '../yaml/pipeline'
import type { NodeEnd } from './node'
import { outputUris } from './output-uris'

/** What a node is given by the nodes before it, and by the parameters of the pipeline. */
export interface Handed {
  /** Several values of one are each tried by a task. */
  parameters: Map<string, Atom[]>
  inputs: Map<string, string[]>
  variables: Map<string, string[]>
}

/**
 * Gathers what edges and parameters of the pipeline hand to a node.
 * @param given values of the pipeline's parameters
 * @throws Failure naming an edge that has nothing to hand on
 */
export async function handedTo(
  node: StepNode,
  { edges, parameters }: Pipeline,
  given: ReadonlyMap<string, readonly Atom[]>,
  ends: ReadonlyMap<string, NodeEnd>,
  client: Client & { org: string },
): Promise<Handed> {
  const handed: Handed = { parameters: new Map(), inputs: new Map(), variables: new Map() }
  for (const { name, targets } of parameters)
    for (const target of targets) {
      const values = given.get(name)
      if (target.node === node.name && values) handed.parameters.set(target.key, [...values])
    }
  const own = edges.filter(({ target }) => target.node === node.name)
  for (const edge of own) {
    const end = ends.get(edge.source.node)
    if (!end) continue
    if (edge.target.type === 'parameter') {
      const values = valuesOver(edge, end)
      if (values.length) handed.parameters.set(edge.target.key, values)
    } else if (edge.target.type === 'environment-variable')
      for (const { plan } of end.runs) {
        const { key } = edge.source
        const declared = plan.step.environment.find(({ name }) => name === key)?.value
        const value = plan.variables[key] ?? declared
        if (value) handed.variables.set(edge.target.key, [value])
      }
  }
  for (const input of new Set(inputEdges(own).map(({ target }) => target.key))) {
    const uris = await urisInto(input, own, ends, client)
    const kept = node.mergeMode === 'append' ? defaultsOf(node, input) : []
    handed.inputs.set(input, [...new Set([...kept, ...uris])])
  }
  return handed
}

function inputEdges(edges: Edge[]): Edge[] {
  return edges.filter(({ target }) => target.type === 'input')
}

function defaultsOf({ step }: StepNode, input: string): string[] {
  return step.inputs.find(({ name }) => name === input)?.defaults ?? []
}

/** What a metadata or parameter edge hands on. */
function valuesOver(edge: Edge, { runs }: NodeEnd): Atom[] {
  const { type, key, node } = edge.source
  const found = runs.flatMap(({ plan, report }) => {
    if (type === 'parameter') return plan.values[key] ?? []
    const value = report.metrics[key]
    if (value === undefined || value === null)
      throw failed(
        `${report.run} of ${node} printed no ${key}, which the edge ${edgeText(edge)} hands on.`,
      )
    if (isAtom(value) || isAtoms(value)) return value
    throw failed(
      `${key} of ${report.run} is neither a value nor a list of values, so the edge ${edgeText(edge)} cannot hand it on.`,
    )
  })
  return [...new Set(found)]
}

/** All edges into one input together, so that the files of a dataset version are known as it. */
async function urisInto(
  input: string,
  edges: Edge[],
  ends: ReadonlyMap<string, NodeEnd>,
  client: Client & { org: string },
): Promise<string[]> {
  const own = inputEdges(edges).filter(({ target }) => target.key === input)
  const uris: string[] = []
  for (const source of new Set(own.map((edge) => edge.source.node))) {
    const from = own.filter((edge) => edge.source.node === source)
    const { runs = [] } = ends.get(source) ?? {}
    for (const edge of from) requireOutput(edge, runs)
    const patterns = from.filter((edge) => edge.source.type === 'output')
    for (const { report } of runs) {
      const outputs = report.outputs.filter(({ name }) =>
        patterns.some((edge) => fits(edge.source.key, name)),
      )
      uris.push(...(await outputUris(client, report, outputs)))
    }
    for (const edge of from.filter((one) => one.source.type === 'input'))
      uris.push(...(await inputsOver(edge, runs, client)))
  }
  return uris
}

function requireOutput(edge: Edge, runs: NodeEnd['runs']): void {
  const { type, key, node } = edge.source
  if (type !== 'output') return
  const names = runs.flatMap(({ report }) => report.outputs.map(({ name }) => name))
  if (names.some((name) => fits(key, name))) return
  const shown = [...new Set(names)].slice(0, 10).join(', ')
  throw failed(
    `The edge ${edgeText(edge)} has nothing to hand on: ${node} made ${shown ? `only ${shown}` : 'no outputs'}.`,
  )
}

/** What inputs of the source meant when its run was made. */
async function inputsOver(edge: Edge, runs: NodeEnd['runs'], client: Client): Promise<string[]> {
  const found = await Promise.all(
    runs.map(async ({ plan, report }) => {
      const path = client.path('projects', plan.project, 'runs', report.number)
      const { inputs } = await client.get<Run>(path)
      return inputs
        .filter(({ name }) => fits(edge.source.key, name))
        .map(({ resolved }) => resolved)
    }),
  )
  return found.flat()
}
