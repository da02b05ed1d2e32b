import { Failure } from '../failure'
import { type Terminal, tell } from '../output'
import type { Runner } from '../run/run-step'
import type { Atom } from '../run/step'
import { type Pipeline, type PipelineNode, type StepNode, socketText } from '../yaml/pipeline'
import { type Effect, effectsOf } from './actions'
import { finishGroup, type GroupEnd, startGroup } from './group'
import { handedTo } from './hand-on'
import type { Queue } from './lanes'
import type { Source } from './load'
import { type NodeEnd, skipped } from './node'
import { runNode } from './run-node'

export interface PipelineRequest {
  pipeline: Pipeline
  source: Source
  /** Values of its parameters. */
  values: ReadonlyMap<string, readonly Atom[]>
  lanes: Queue
  patience: number
  /** Of what tasks draw at random. */
  seed: number
  /** Whether an action that asks for approval has it. */
  approved: boolean
}

export interface PipelineReport {
  group: number
  url: string
  state: GroupEnd
  /** Why it did not run to its end. */
  reason: string | null
  nodes: NodeEnd[]
}

/** Runs the nodes of a pipeline, each once all before it have ended, as one pipeline on the hub. */
export async function runPipeline(
  request: PipelineRequest,
  runner: Runner,
): Promise<PipelineReport> {
  const { pipeline, source, patience } = request
  const group = await startGroup(runner.client, source.shared.project, {
    kind: 'pipeline',
    name: pipeline.name,
    plan: planIn(pipeline, request.values),
  })
  const { terminal } = runner
  tell(terminal, `Pipeline ${group.number} of ${source.shared.project}  ${group.url}`)
  const run = new PipelineRun(request, runner, group.number)
  const nodes = await run.all()
  const state = run.stateOf(nodes)
  await finishGroup(runner.client, group, state, patience)
  return { group: group.number, url: group.url, state, reason: run.reason, nodes }
}

/** What the hub shows of a pipeline that has not run yet. */
function planIn({ nodes, edges }: Pipeline, values: PipelineRequest['values']) {
  return {
    parameters: Object.fromEntries(
      [...values].map(([name, atoms]) => [
        name,
        atoms.length === 1 ? (atoms[0] ?? null) : [...atoms],
      ]),
    ),
    nodes: nodes
      .filter(isStepNode)
      .map(({ name, type, step }) => ({ name, type, step: step.name })),
    edges: edges
      .filter(({ source, target }) => {
        const names = nodes.filter(isStepNode).map(({ name }) => name)
        return names.includes(source.node) && names.includes(target.node)
      })
      .map(({ source, target }) => ({
        from: socketText(source),
        to: socketText(target),
        kind: source.type,
      })),
  }
}

function isStepNode(node: PipelineNode): node is StepNode {
  return node.type !== 'deployment'
}

class PipelineRun {
  /** Why it was halted. */
  reason: string | null = null
  private halted: GroupEnd | null = null
  private readonly ours = new AbortController()
  private readonly runner: Runner
  private readonly terminal: Terminal

  constructor(
    private readonly request: PipelineRequest,
    private readonly outer: Runner,
    private readonly group: number,
  ) {
    const { stop, abandon } = outer.interruption
    const interruption = { stop: AbortSignal.any([stop, this.ours.signal]), abandon }
    this.runner = { ...outer, interruption }
    this.terminal = outer.terminal
  }

  /** Runs every node that can be run. */
  async all(): Promise<NodeEnd[]> {
    const { nodes, edges } = this.request.pipeline
    const ends = new Map<string, Promise<NodeEnd>>()
    const steps = nodes.filter(isStepNode)
    // In the order of their edges, so that what a node waits for is there.
    for (const node of steps) {
      const before = steps.filter(({ name }) =>
        edges.some(({ source, target }) => source.node === name && target.node === node.name),
      )
      ends.set(node.name, this.after(node, before, ends))
    }
    return await Promise.all(ends.values())
  }

  stateOf(nodes: NodeEnd[]): GroupEnd {
    if (this.outer.interruption.stop.aborted) return 'stopped'
    if (this.halted) return this.halted
    const mayFail = new Set(
      this.request.pipeline.nodes.flatMap((node) =>
        isStepNode(node) && node.onError === 'continue' ? [node.name] : [],
      ),
    )
    if (nodes.some(({ state, name }) => state === 'error' && !mayFail.has(name))) return 'error'
    return nodes.some(({ state }) => state === 'stopped') ? 'stopped' : 'completed'
  }

  private async after(
    node: StepNode,
    before: StepNode[],
    all: ReadonlyMap<string, Promise<NodeEnd>>,
  ): Promise<NodeEnd> {
    const ends = new Map<string, NodeEnd>()
    for (const { name } of before) {
      const end = await all.get(name)
      if (end) ends.set(name, end)
    }
    if (this.runner.interruption.stop.aborted) return skipped(node, 'The pipeline was stopped.')
    const missing = before.find(({ name, onError }) => {
      const state = ends.get(name)?.state
      return state !== 'completed' && !(state === 'error' && onError === 'continue')
    })
    if (missing) return this.told(skipped(node, `${missing.name} did not complete.`))
    const tries = node.onError === 'retry' ? 2 : 1
    let end = await this.attempt(node, ends)
    for (let tried = 1; end.state === 'error' && tried < tries && !this.isStopping; tried++) {
      tell(this.terminal, `${node.name}  failed and is tried again: ${end.reason}`)
      end = await this.attempt(node, ends)
    }
    this.consider(node, end)
    return this.told(end)
  }

  private get isStopping(): boolean {
    return this.runner.interruption.stop.aborted
  }

  private async attempt(node: StepNode, ends: ReadonlyMap<string, NodeEnd>): Promise<NodeEnd> {
    try {
      return await this.run(node, ends)
    } catch (error) {
      // A full disk is the node's misfortune as much as a refusal of the hub.
      const isExpected = error instanceof Failure || (error instanceof Error && 'syscall' in error)
      if (!isExpected) throw error
      const state = this.isStopping ? 'stopped' : 'error'
      return { name: node.name, state, reason: error.message, runs: [], group: null }
    }
  }

  private async run(node: StepNode, ends: ReadonlyMap<string, NodeEnd>): Promise<NodeEnd> {
    const { pipeline, values } = this.request
    const handed = await handedTo(node, pipeline, values, ends, this.runner.client)
    const [effect] = this.effects(effectsOf(node, 'node-starting', [], handed.parameters))
    if (effect) {
      this.halt(node, effect)
      return skipped(node, `Its action says ${effect.kind}.`)
    }
    return await runNode(node, handed, { ...this.request, runner: this.runner, group: this.group })
  }

  /** What the end of a node means for all others. */
  private consider(node: StepNode, end: NodeEnd): void {
    if (this.isStopping || (end.state !== 'completed' && end.state !== 'error')) return
    const when = end.state === 'completed' ? 'node-complete' : 'node-error'
    const [effect] = this.effects(effectsOf(node, when, end.runs))
    const stopsAll = node.onError === 'stop-all' || node.onError === 'retry'
    if (effect) this.halt(node, effect)
    else if (end.state === 'error' && stopsAll) {
      this.halted = 'error'
      this.reason = `${node.name} failed.`
      this.ours.abort()
    }
  }

  private effects(effects: Effect[]): Effect[] {
    return effects.filter(({ kind }) => kind !== 'require-approval' || !this.request.approved)
  }

  private halt(node: StepNode, { kind, because }: Effect): void {
    this.halted = kind === 'error-pipeline' ? 'error' : 'stopped'
    const why = because ? ` since ${because}` : ''
    this.reason =
      kind === 'require-approval'
        ? `${node.name} asks for approval${why}. Look at what there is, then run the pipeline again with --yes.`
        : `${node.name} ends the pipeline${why}.`
    this.ours.abort()
  }

  private told(end: NodeEnd): NodeEnd {
    if (end.reason && end.runs.length === 0)
      tell(this.terminal, `${end.name}  ${end.state}  ${end.reason}`)
    return end
  }
}
