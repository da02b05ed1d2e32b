import { holds } from '../run/condition'
import type { Plan } from '../run/plan'
import { type Runner, type RunReport, runStep } from '../run/run-step'
import { isAtom } from '../run/step'
import type { Task } from '../yaml/task'
import { finishGroup, type GroupBody, type GroupEnd, type StartedGroup, startGroup } from './group'
import type { Queue } from './lanes'
import type { Trial } from './trials'

export interface SweepRequest {
  name: string
  project: string
  /** One for each trial, in the same order. */
  plans: Plan[]
  trials: Trial[]
  rules: Pick<Task, 'onChildError' | 'stopCondition'>
  /** The pipeline that it is a node of. */
  parent?: { group: number; node: string }
  lanes: Queue
  patience: number
  /** Told of the task on the hub, before its first run. */
  onStart(group: number, url: string): void
  /** Told of each run when it has ended. */
  onEnd(child: Child, done: number): void
}

/** One run of a sweep. */
export interface Child {
  /** From 0, in the order of the trials. */
  index: number
  trial: Trial
  report: RunReport
  seconds: number
}

export interface SweepReport {
  /** Null when it was stopped before its first run. */
  group: number | null
  url: string | null
  state: GroupEnd
  /** Those that were begun, in the order of the trials. */
  children: Child[]
  /** How many were not begun. */
  left: number
}

/**
 * Runs a step many times, as many at once as there are lanes, as one task on the hub. Ctrl-C stops them all.
 * @throws Failure when a run could not be made or brought to the hub; the others are stopped then
 */
export async function runSweep(request: SweepRequest, runner: Runner): Promise<SweepReport> {
  const { name, project, plans, trials, rules, parent, lanes, patience } = request
  const body: GroupBody = {
    kind: 'task',
    name,
    plan: { parameters: valuesIn(trials) },
    ...(parent && { parent: parent.group, node: parent.node }),
  }
  // Once its first run has its turn: a task in which nothing happens would be given up.
  let starting: Promise<StartedGroup> | undefined
  const start = async () => {
    const started = await startGroup(runner.client, project, body)
    request.onStart(started.number, started.url)
    return started
  }
  const ours = new AbortController()
  const enough = new AbortController()
  const { interruption } = runner
  const stop = AbortSignal.any([interruption.stop, ours.signal])
  const begin = AbortSignal.any([stop, enough.signal])
  const within = { ...runner, interruption: { stop, abandon: interruption.abandon } }
  const children: Child[] = []
  const failures: unknown[] = []
  const work = plans.map((plan, index) =>
    lanes.use(async () => {
      try {
        starting ??= start()
        const group = (await starting).number
        const asked = { plan, patience, quiet: true, group, ...(parent && { parent }) }
        const startedAt = Date.now()
        const report = await runStep(asked, within)
        const seconds = (Date.now() - startedAt) / 1000
        const child = { index, trial: trials[index] ?? new Map(), report, seconds }
        children.push(child)
        request.onEnd(child, children.length)
        if (report.state === 'error' && rules.onChildError === 'stop-all-and-error') ours.abort()
        if (isReached(rules.stopCondition, report)) enough.abort()
      } catch (error) {
        failures.push(error)
        ours.abort()
      }
    }, begin),
  )
  await Promise.all(work)
  children.sort((a, b) => a.index - b.index)
  const reports = children.map(({ report }) => report)
  const state = failures.length
    ? 'error'
    : interruption.stop.aborted
      ? 'stopped'
      : endOf(reports, rules.onChildError)
  const group = await starting?.catch(() => undefined)
  if (group)
    await finishGroup(runner.client, group, state, failures.length ? 0 : patience).catch(
      (error) => {
        // What went wrong first says more.
        if (failures.length === 0) throw error
      },
    )
  if (failures.length) throw failures[0]
  const left = plans.length - children.length
  return { group: group?.number ?? null, url: group?.url ?? null, state, children, left }
}

/** What a task comes to whose runs came to these. */
export function endOf(
  reports: Pick<RunReport, 'state' | 'reached'>[],
  onChildError: Task['onChildError'],
): GroupEnd {
  const failed = reports.filter(({ state }) => state === 'error').length
  const isGood = ({ state, reached }: Pick<RunReport, 'state' | 'reached'>) =>
    state === 'completed' || reached === true
  if (failed > 0 && (onChildError !== 'continue-and-complete' || !reports.some(isGood)))
    return 'error'
  return reports.some(isGood) ? 'completed' : 'stopped'
}

function isReached(condition: Task['stopCondition'], { metrics }: RunReport): boolean {
  if (!condition) return false
  const atoms = Object.entries(metrics).flatMap(([key, value]) =>
    isAtom(value) ? [[key, value] as const] : [],
  )
  return holds(condition.condition, new Map(atoms))
}

/** What is tried of each parameter. */
function valuesIn(trials: Trial[]): Record<string, (string | number | boolean)[]> {
  const values = new Map<string, Set<string | number | boolean>>()
  for (const trial of trials)
    for (const [name, atoms] of trial)
      values.set(name, new Set([...(values.get(name) ?? []), ...atoms]))
  return Object.fromEntries([...values].map(([name, atoms]) => [name, [...atoms]]))
}
