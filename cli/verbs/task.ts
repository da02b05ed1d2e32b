import { readConfiguration } from '../configuration'
import { exitCodes, invalid } from '../failure'
import { Lanes, readJobs } from '../group/lanes'
import { loadSource, planOf, type Source, unknown } from '../group/load'
import { readSeed } from '../group/random'
import { bestOf, type Target, tableOf, targetOf } from '../group/ranking'
import { searchOf, trialsFor } from '../group/search'
import { runSweep, type SweepReport } from '../group/sweep'
import { tellChild } from '../group/tell'
import { count, result, type Terminal, tell } from '../output'
import { readPairs } from '../run/parameters'
import { prepareProject, prepareRunner } from '../run/run-step'
import { readCount, readWords, type Verb } from '../verb'
import type { Task } from '../yaml/task'

const options = {
  file: { type: 'string', short: 'f', default: 'valohai.yaml' },
  param: { type: 'string', short: 'p', multiple: true },
  input: { type: 'string', short: 'i', multiple: true },
  env: { type: 'string', short: 'e', multiple: true },
  jobs: { type: 'string', short: 'j' },
  metric: { type: 'string' },
  seed: { type: 'string' },
  project: { type: 'string' },
  'allow-alerts': { type: 'boolean' },
  'no-code': { type: 'boolean' },
  patience: { type: 'string' },
} as const

export const task: Verb = {
  name: 'task',
  summary: 'Run a step many times with other parameters: a sweep',
  help: `hub task run NAME [options]

  hub task run sweep
  hub task run train -p trees=50 -p trees=100 -p max-depth=3 -p max-depth=6 --metric log_loss

NAME is a task of the valohai.yaml, or a step. Each parameter of a step that is given several times is
tried with each value, every one with every other of the other parameters.

  -p, --param name=value   Value of a parameter, in place of what the task tries; several times to try several
  -i, --input name=uri     Where an input comes from, for all runs
  -e, --env NAME=value     A variable for the commands, over what they have here
  -j, --jobs N             How many runs at once (the number of cores, at most 4)
  --metric KEY             What tells which run is best (the task's optimization-target-metric)
  --seed N                 The seed of what is drawn at random; printed when there is any
  -f, --file FILE          The valohai.yaml, or its folder (valohai.yaml)
  --project P              Project of the runs; HUB_PROJECT, or the name of the folder
  --allow-alerts           Exit with 0 though something could not be registered
  --no-code                Do not keep code that no commit holds
  --patience SECONDS       How long to wait at the end for a hub that is away (120)
  --json

Types: grid_search, manual_search, random_search; at most 10,000 runs. What the commands print goes to the
log of each run on the hub, and not here. Ctrl-C stops them all. on-child-error says what a failed run means:
continue-and-complete (the task completes, unless all fail), continue-and-error, stop-all-and-error.

Exit codes: 0 completed, 1 the task failed, 7 completed with alerts, 130 stopped.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, options, 2)
    const [verb, name] = positionals
    if (verb !== 'run' || !name) throw invalid('Say which task or step: hub task run sweep.')
    const { env, cwd, terminal } = surroundings
    const patience = readCount(values.patience, '--patience', 120)
    const jobs = readJobs(values.jobs)
    const seed = readSeed(values.seed)
    // Before anything else: runs that cannot be recorded are not begun.
    readConfiguration(env)
    const asked = { file: values.file, cwd, env, project: values.project, variables: values.env }
    const source = await loadSource({ ...asked, archive: !values['no-code'] }, ['step', 'task'])
    const found = find(source, name)
    const lanes = new Lanes(Math.min(jobs, found.atOnce ?? jobs))
    const given = readPairs(values.param ?? [], '-p')
    const inputs = readPairs(values.input ?? [], '-i')
    const { trials, varied, warnings } = trialsFor(found, given, seed)
    // All of them, before the first begins.
    const plans = trials.map((parameters) => planOf(source, found.step, { parameters, inputs }))
    for (const warning of [...source.warnings, ...warnings, ...(plans[0]?.warnings ?? [])])
      tell(terminal, `Warning: ${warning}`)
    const target = targetOf(found, values.metric)
    const isRandom = found.variants.some(({ style }) => style === 'random')
    if (isRandom || found.type === 'random_search') tell(terminal, `Seed ${seed}`)

    const runner = await prepareRunner(surroundings)
    const { project } = source.shared
    await prepareProject(runner, project)
    const report = await runSweep(
      {
        ...{ name, project, plans, trials, rules: found, lanes, patience },
        onStart: (group, url) =>
          tell(terminal, `Task ${group} of ${project}: ${count(trials.length, 'run')}  ${url}`),
        onEnd: (child, done) =>
          tellChild(terminal, child, `[${done}/${trials.length}]`, varied, target),
      },
      runner,
    )
    tellSweep(terminal, { ...report, project, name, seed }, varied, target)
    return exitCodeOf(report, values['allow-alerts'] ?? false)
  },
}

/** A task, or a step without anything to try but what is given. */
function find({ definitions }: Source, name: string): Task {
  const { tasks, steps, file } = definitions
  const found = tasks.get(name)
  if (found) return found
  const step = steps.get(name)
  if (!step) throw unknown(file, 'task or step', name, [...tasks.keys(), ...steps.keys()])
  return searchOf(step)
}

function tellSweep(
  terminal: Terminal,
  sweep: SweepReport & { project: string; name: string; seed: number },
  varied: string[],
  target: Target | null,
): void {
  const { children, left, state, group, project, name, seed, url } = sweep
  const best = bestOf(children, target)
  const failed = children.filter(({ report }) => report.state === 'error').length
  const runs = children.map(({ report, trial, seconds }) => {
    const { folder: _folder, number: _number, ...facts } = report
    return { ...facts, parameters: Object.fromEntries(trial), seconds }
  })
  const document = {
    project,
    task: group,
    name,
    url,
    state,
    seed,
    best: best?.report.run ?? null,
    runs,
    left,
  }
  result(terminal, document, () => [
    ...tableOf(children, varied, target),
    ...(best
      ? [`Best by ${target?.metric}: ${[best.report.run, ...best.report.versions].join(' ')}`]
      : []),
    `Task ${group ?? name} ${state}: ${count(children.length, 'run')}${failed ? `, ${failed} failed` : ''}${left ? `, ${left} not begun` : ''}`,
  ])
}

function exitCodeOf({ state, children }: SweepReport, allowAlerts: boolean): number {
  if (state === 'stopped') return exitCodes.stopped
  if (state === 'error') return exitCodes.failed
  const hasAlerts = children.some(({ report }) => report.alerts.length)
  return hasAlerts && !allowAlerts ? exitCodes.alerts : exitCodes.done
}
