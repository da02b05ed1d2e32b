import { readConfiguration } from '../configuration'
import { exitCodes, invalid } from '../failure'
import { checkNodes, pipelineValues } from '../group/check-pipeline'
import { Lanes, readJobs } from '../group/lanes'
import { loadSource, unknown } from '../group/load'
import { readSeed } from '../group/random'
import { type PipelineReport, runPipeline } from '../group/run-pipeline'
import { count, result, type Terminal, table, tell } from '../output'
import { readPairs } from '../run/parameters'
import { prepareProject, prepareRunner } from '../run/run-step'
import { readCount, readWords, type Verb } from '../verb'

const options = {
  file: { type: 'string', short: 'f', default: 'valohai.yaml' },
  param: { type: 'string', short: 'p', multiple: true },
  env: { type: 'string', short: 'e', multiple: true },
  jobs: { type: 'string', short: 'j' },
  yes: { type: 'boolean' },
  seed: { type: 'string' },
  project: { type: 'string' },
  'allow-alerts': { type: 'boolean' },
  'no-code': { type: 'boolean' },
  patience: { type: 'string' },
} as const

export const pipeline: Verb = {
  name: 'pipeline',
  summary: 'Run steps that hand files and values to each other',
  help: `hub pipeline run NAME [options]

  hub pipeline run train-and-use -p trees=200

NAME is a pipeline of the valohai.yaml.

  -p, --param name=value   Value of a parameter of the pipeline; several times for several values
  -e, --env NAME=value     A variable for all commands, over what they have here; edges go before
  -j, --jobs N             How many runs at once (the number of cores, at most 4)
  --yes                    Go on where an action of a node asks for approval
  --seed N                 The seed of what tasks draw at random
  -f, --file FILE          The valohai.yaml, or its folder (valohai.yaml)
  --project P              Project of the runs; HUB_PROJECT, or the name of the folder
  --allow-alerts           Exit with 0 though something could not be registered
  --no-code                Do not keep code that no commit holds
  --patience SECONDS       How long to wait at the end for a hub that is away (120)
  --json

A node begins once all nodes before it have ended. Edges hand on output → input (the name of the file may
hold *), input → input, parameter → parameter, metadata → parameter, environment-variable and dependency.
A file that its run registered is handed on as that version, so that lineage knows its use. Several values
into a parameter of a task node make one run each. A node that fails does what its on-error says: stop-all,
stop-next, continue, retry (once). Deployment nodes are left out. Ctrl-C stops it all.

Exit codes: 0 completed, 1 the pipeline failed, 7 completed with alerts, 130 stopped.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, options, 2)
    const [verb, name] = positionals
    if (verb !== 'run' || !name) throw invalid('Say which pipeline: hub pipeline run NAME.')
    const { env, cwd, terminal } = surroundings
    const patience = readCount(values.patience, '--patience', 120)
    const lanes = new Lanes(readJobs(values.jobs))
    const seed = readSeed(values.seed)
    // Before anything else: runs that cannot be recorded are not begun.
    readConfiguration(env)
    const asked = { file: values.file, cwd, env, project: values.project, variables: values.env }
    const source = await loadSource({ ...asked, archive: !values['no-code'] }, [
      'step',
      'task',
      'pipeline',
    ])
    const { pipelines, file } = source.definitions
    const found = pipelines.get(name)
    if (!found) throw unknown(file, 'pipeline', name, [...pipelines.keys()])
    const given = pipelineValues(found, readPairs(values.param ?? [], '-p'))
    checkNodes(found, given, source, seed)
    for (const warning of source.warnings) tell(terminal, `Warning: ${warning}`)
    for (const node of found.nodes)
      if (node.type === 'deployment')
        tell(terminal, `Warning: the node ${node.name} is left out: hub deploys nothing.`)

    const runner = await prepareRunner(surroundings)
    await prepareProject(runner, source.shared.project)
    const approved = values.yes ?? false
    const report = await runPipeline(
      { pipeline: found, source, values: given, lanes, patience, seed, approved },
      runner,
    )
    tellPipeline(terminal, report, { project: source.shared.project, name, seed })
    return exitCodeOf(report, values['allow-alerts'] ?? false)
  },
}

function tellPipeline(
  terminal: Terminal,
  { group, url, state, reason, nodes }: PipelineReport,
  about: { project: string; name: string; seed: number },
): void {
  const document = {
    ...about,
    ...{ pipeline: group, url, state, reason },
    nodes: nodes.map(({ runs, group: task, ...node }) => ({
      ...node,
      task,
      runs: runs.map(({ plan, report: { folder: _folder, number: _number, ...facts } }) => ({
        ...facts,
        parameters: plan.values,
      })),
    })),
  }
  const total = nodes.reduce((sum, { runs }) => sum + runs.length, 0)
  result(terminal, document, () => [
    ...table(
      ['NODE', 'STATE', 'RUNS', 'MADE', 'WHY'],
      nodes.map((node) => [node.name, node.state, runsOf(node), madeBy(node), node.reason ?? '']),
    ),
    ...(reason ? [reason] : []),
    `Pipeline ${group} ${state}: ${count(nodes.length, 'node')}, ${count(total, 'run')}`,
  ])
}

type Node = PipelineReport['nodes'][number]

function runsOf({ runs, group }: Node): string {
  const [first] = runs
  if (group !== null) return `${count(runs.length, 'run')} (task ${group})`
  return first?.report.run ?? ''
}

function madeBy({ runs }: Node): string {
  const made = runs.flatMap(({ report }) => [...report.versions, ...report.datasets])
  const rest = made.length - 2
  return rest > 1 ? `${made[0]} and ${rest + 1} more` : made.join(', ')
}

function exitCodeOf({ state, nodes }: PipelineReport, allowAlerts: boolean): number {
  if (state === 'stopped') return exitCodes.stopped
  if (state === 'error') return exitCodes.failed
  const reports = nodes.flatMap(({ runs }) => runs.map(({ report }) => report))
  const hasAlerts = reports.some(({ alerts }) => alerts.length)
  return hasAlerts && !allowAlerts ? exitCodes.alerts : exitCodes.done
}
