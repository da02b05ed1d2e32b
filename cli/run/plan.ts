import { basename } from 'node:path'
import { slugFrom, slugProblem } from '@/lib/uri'
import type { Environment } from '../configuration'
import { invalid, notFound } from '../failure'
import { locateYaml } from '../yaml/locate'
import { parseProject } from '../yaml/project'
import { buildCommand } from './command'
import { type Commit, readCommit } from './git'
import { askedInputs } from './inputs'
import { type Package, readPackages } from './packages'
import { parameterValues, type Values } from './parameters'
import type { Step } from './step'

/** Everything about a run that is known before the hub is asked. */
export interface Plan {
  step: Step
  values: Values
  asked: { name: string; uri: string }[]
  /** The script, placeholders filled in. */
  command: string
  /** Folder of the valohai.yaml, where the command runs. */
  repository: string
  project: string
  commit: Commit | null
  packages: Package[]
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
}

/**
 * Reads the valohai.yaml and checks all that was asked against it.
 * @throws Failure when the file, the step, a parameter or an input is wrong
 */
export async function makePlan(options: PlanOptions): Promise<Plan> {
  const { file, repository, text } = locateYaml(options.file, options.cwd)
  const { steps, warnings } = parseProject(text, file)
  const step = steps.get(options.step)
  if (!step)
    throw notFound(
      `${file} has no step ${options.step}. ${steps.size ? `It has: ${[...steps.keys()].join(', ')}.` : 'It has none.'}`,
    )
  const values = parameterValues(step, options.parameters)
  const command = buildCommand(step, values)
  if (command.replace(/^#![^\n]*\n?/, '').trim() === '')
    throw invalid(`The step ${step.name} has an empty command.`)
  const unset = step.environment.filter(
    ({ name, value, optional }) => !optional && value === null && !options.env[name],
  )
  if (unset.length)
    throw invalid(`Set ${unset.map(({ name }) => name).join(', ')} in the environment first.`)
  const [commit, packages] = await Promise.all([readCommit(repository), readPackages(repository)])
  return {
    step,
    values,
    asked: askedInputs(step, options.inputs, values),
    command,
    repository,
    project: projectOf(options.project, repository),
    commit,
    packages,
    warnings: [
      ...warnings,
      ...step.ignored.map((key) => `${key} of the step ${step.name} is not enforced here.`),
    ],
  }
}

function projectOf(given: string | undefined, repository: string): string {
  const project = given ?? slugFrom(basename(repository))
  const problem = slugProblem(project)
  if (problem && given === undefined)
    throw invalid(`No project can be named after ${repository}. Say which with --project.`)
  if (problem) throw invalid(`${project} cannot be a project. ${problem}`)
  return project
}
