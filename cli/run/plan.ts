import { basename } from 'node:path'
import { slugFrom, slugProblem } from '@/lib/uri'
import type { Environment } from '../configuration'
import { invalid, notFound } from '../failure'
import { locateYaml } from '../yaml/locate'
import { parseProject } from '../yaml/project'
import { type Code, readCode } from './code'
import { buildCommand } from './command'
import { type AskedInput, askedInputs } from './inputs'
import { type Given, parameterValues, readPairs, type Values } from './parameters'
import type { Atom, Step } from './step'

/** Everything about a run that is known before the hub is asked. */
export interface Plan extends Code {
  step: Step
  values: Values
  asked: AskedInput[]
  /** The script, placeholders filled in. */
  command: string
  /** Variables for the command, over those that it has here. */
  variables: Record<string, string>
  /** Folder of the valohai.yaml, where the command runs. */
  repository: string
  project: string
  warnings: string[]
}

export interface PlanOptions {
  step: string
  /** valohai.yaml or its folder. */
  file: string
  cwd: string
  env: Environment
  project: string | undefined
  parameters: string[]
  inputs: string[]
  variables: string[]
  /** Whether to keep code that no commit holds; true when left out. */
  archive?: boolean
}

/** What a step is given in place of its defaults. */
export interface GivenToStep {
  parameters: Given<Atom>
  inputs: Given<string>
  variables?: Given<string>
}

/**
 * Reads the valohai.yaml and checks all that was asked against it.
 * @throws Failure when the file, the step, a parameter or an input is wrong
 */
export async function makePlan(options: PlanOptions): Promise<Plan> {
  const located = locateYaml(options.file, options.cwd)
  const { file, repository } = located
  const { steps, warnings } = parseProject(located.text, file)
  const step = steps.get(options.step)
  if (!step)
    throw notFound(
      `${file} has no step ${options.step}. ${steps.size ? `It has: ${[...steps.keys()].join(', ')}.` : 'It has none.'}`,
    )
  const given = {
    parameters: readPairs(options.parameters, '-p'),
    inputs: readPairs(options.inputs, '-i'),
    variables: readPairs(options.variables, '-e'),
  }
  const checked = checkStep(step, given, { env: options.env, repository })
  const project = projectOf(options.project, repository)
  const code = await readCode(located, options)
  const all = [...warnings, ...checked.warnings, ...code.notes]
  return { ...checked, ...code, repository, project, warnings: all }
}

/**
 * Checks what a step is given against what it declares. Together with the code, the folder and the project
 * it makes a plan; runs of one folder share those.
 * @throws Failure when a parameter, an input or a variable is wrong or missing
 */
export function checkStep(
  step: Step,
  given: GivenToStep,
  { env, repository }: { env: Environment; repository: string },
): Pick<Plan, 'step' | 'values' | 'asked' | 'command' | 'variables' | 'warnings'> {
  const values = parameterValues(step, given.parameters)
  const command = buildCommand(step, values)
  if (command.replace(/^#![^\n]*\n?/, '').trim() === '')
    throw invalid(`The step ${step.name} has an empty command.`)
  const variables = readVariables(given.variables ?? new Map())
  requireVariables(step, { ...env, ...variables })
  const asked = askedInputs(step, given.inputs, values, repository)
  const warnings = step.ignored.map(
    (key) => `${key} of the step ${step.name} is not enforced here.`,
  )
  return { step, values, asked, command, variables, warnings }
}

/** Variables for commands. @throws Failure for one that cannot be given */
export function readVariables(given: Given<string>): Record<string, string> {
  for (const name of given.keys()) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw invalid(`${name} cannot be a variable. Use letters, digits and underscores.`)
    if (name === 'HUB_TOKEN') throw invalid('HUB_TOKEN is not given to commands. Leave it out.')
  }
  return Object.fromEntries([...given].map(([name, values]) => [name, values.at(-1) ?? '']))
}

function requireVariables(step: Step, env: Environment): void {
  const unset = step.environment.filter(
    ({ name, value, optional }) => !optional && value === null && !env[name],
  )
  const [first] = unset
  if (first)
    throw invalid(
      `Set ${unset.map(({ name }) => name).join(', ')} in the environment first, or with -e ${first.name}=….`,
    )
}

/** The project that was named, or the one called like the folder. */
export function projectOf(given: string | undefined, repository: string): string {
  const project = given ?? slugFrom(basename(repository))
  const problem = slugProblem(project)
  if (problem && given === undefined)
    throw invalid(`No project can be named after ${repository}. Say which with --project.`)
  if (problem) throw invalid(`${project} cannot be a project. ${problem}`)
  return project
}
