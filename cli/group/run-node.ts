import { tell } from '../output'
import type { Plan } from '../run/plan'
import { type Runner, runStep } from '../run/run-step'
import type { StepNode } from '../yaml/pipeline'
import { trialsOfNode } from './check-pipeline'
import type { Handed } from './hand-on'
import { narrowed, type Queue } from './lanes'
import { planOf, type Source } from './load'
import { type NodeEnd, skipped } from './node'
import { targetOf } from './ranking'
import { searchOf } from './search'
import { runSweep } from './sweep'
import { tellChild } from './tell'
import { type Trial, variedIn } from './trials'

/** What a node runs in. */
export interface Surrounding {
  source: Source
  lanes: Queue
  patience: number
  seed: number
  runner: Runner
  /** The pipeline on the hub. */
  group: number
}

/**
 * Runs a node with what it was handed: its step once, or as a task.
 * @throws Failure when a value or input is wrong, or a run could not be made or brought to the hub
 */
export async function runNode(
  node: StepNode,
  { parameters, inputs, variables }: Handed,
  surrounding: Surrounding,
): Promise<NodeEnd> {
  const { source, seed } = surrounding
  const trials = trialsOfNode(node, parameters, seed)
  const plans = trials.map((trial) =>
    planOf(source, node.step, { parameters: trial, inputs, variables }),
  )
  const [plan] = plans
  if (node.type === 'task') return await runTask(node, trials, plans, surrounding)
  return plan ? await runOnce(node, plan, surrounding) : skipped(node, 'There is nothing to run.')
}

async function runOnce(
  node: StepNode,
  plan: Plan,
  { lanes, patience, runner, group }: Surrounding,
): Promise<NodeEnd> {
  let startedAt = 0
  const report = await lanes.use(async () => {
    startedAt = Date.now()
    return await runStep({ plan, patience, quiet: true, group, node: node.name }, runner)
  }, runner.interruption.stop)
  if (!report) return skipped(node, 'The pipeline was stopped.')
  const seconds = (Date.now() - startedAt) / 1000
  tellChild(runner.terminal, { index: 0, trial: new Map(), report, seconds }, node.name, [], null)
  const { state, reason, reached } = report
  const isDone = state === 'completed' || reached === true
  return {
    name: node.name,
    state: isDone ? 'completed' : state,
    reason: isDone ? null : reason,
    runs: [{ plan, report }],
    group: null,
  }
}

async function runTask(
  node: StepNode,
  trials: Trial[],
  plans: Plan[],
  { source, lanes, patience, runner, group: pipeline }: Surrounding,
): Promise<NodeEnd> {
  const rules = node.task ?? searchOf(node.step)
  const target = targetOf(rules)
  const varied = variedIn(trials)
  const { name } = node
  const { terminal } = runner
  const { group, state, children } = await runSweep(
    {
      name: node.task?.name ?? name,
      project: source.shared.project,
      ...{ plans, trials, rules, patience },
      lanes: narrowed(lanes, rules.atOnce),
      parent: { group: pipeline, node: name },
      onStart: (number, url) =>
        tell(terminal, `${name}  task ${number}: ${trials.length} runs  ${url}`),
      onEnd: (child, done) =>
        tellChild(terminal, child, `${name} [${done}/${trials.length}]`, varied, target),
    },
    runner,
  )
  const runs = children.flatMap(({ index, report }) => {
    const plan = plans[index]
    const isGood = report.state === 'completed' || report.reached
    return plan && isGood ? [{ plan, report }] : []
  })
  const failed = children.find(({ report }) => report.state === 'error')?.report
  const reason = state === 'error' && failed ? `${failed.run}: ${failed.reason}` : null
  return { name, state, reason, runs, group }
}
