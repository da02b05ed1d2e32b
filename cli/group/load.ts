import { suggestion } from '@/lib/near'
import type { Environment } from '../configuration'
import { notFound } from '../failure'
import { readCode } from '../run/code'
import { readPairs } from '../run/parameters'
import { checkStep, type GivenToStep, type Plan, projectOf, readVariables } from '../run/plan'
import type { Step } from '../run/step'
import type { ItemKind } from '../yaml/finding'
import { locateYaml } from '../yaml/locate'
import { type Project, parseProject } from '../yaml/project'

/** A valohai.yaml with the code around it, from which several runs are made. */
export interface Source {
  definitions: Project
  warnings: string[]
  env: Environment
  /** For the commands of all runs. */
  variables: ReadonlyMap<string, string[]>
  /** What all plans have in common. */
  shared: Omit<Plan, keyof ReturnType<typeof checkStep>>
}

/** What is asked of all runs together. */
interface Asked {
  file: string
  cwd: string
  env: Environment
  project?: string | undefined
  /** Each `NAME=value`, over what the commands have here. */
  variables?: readonly string[] | undefined
  /** Whether to keep code that no commit holds; true when left out. */
  archive?: boolean
}

/**
 * Reads a valohai.yaml and the state of the code.
 * @param kinds the kinds of items that will be used
 * @throws Failure when it cannot be read, items of these kinds are wrong, or a variable is
 */
export async function loadSource(
  { file, cwd, env, project, variables = [], archive = true }: Asked,
  kinds: readonly ItemKind[],
): Promise<Source> {
  const given = Object.entries(readVariables(readPairs([...variables], '-e')))
  const located = locateYaml(file, cwd)
  const { warnings, ...definitions } = parseProject(located.text, located.file, kinds)
  const { repository } = located
  const code = await readCode(located, { env, archive })
  const shared = {
    ...code,
    repository,
    project: projectOf(project ?? env.HUB_PROJECT, repository),
  }
  return {
    ...{ definitions, env, shared },
    warnings: [...warnings, ...code.notes],
    variables: new Map(given.map(([name, value]) => [name, [value]])),
  }
}

/**
 * The plan of one run.
 * @param given its variables go before those of the source
 * @throws Failure when a value or an input is wrong or missing
 */
export function planOf(source: Source, step: Step, given: GivenToStep): Plan {
  const { shared, env } = source
  const variables = new Map([...source.variables, ...(given.variables ?? [])])
  const { repository } = shared
  return { ...shared, ...checkStep(step, { ...given, variables }, { env, repository }) }
}

/** `valohai.yaml has no task sweeep. Did you mean sweep?` */
export function unknown(file: string, what: string, name: string, known: string[]) {
  const hint = known.length ? suggestion(name, known, what) : 'It has none.'
  return notFound(`${file} has no ${what} ${name}. ${hint}`)
}
