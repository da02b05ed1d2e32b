import type { Environment } from '../configuration'
import { notFound } from '../failure'
import { readCode } from '../run/code'
import { checkStep, type GivenToStep, type Plan, projectOf } from '../run/plan'
import type { Step } from '../run/step'
import type { ItemKind } from '../yaml/finding'
import { locateYaml } from '../yaml/locate'
import { suggestion } from '../yaml/near'
import { type Project, parseProject } from '../yaml/project'

/** A valohai.yaml with the code around it, from which several runs are made. */
export interface Source {
  definitions: Project
  warnings: string[]
  env: Environment
  /** What all plans have in common. */
  shared: Omit<Plan, keyof ReturnType<typeof checkStep>>
}

/**
 * Reads a valohai.yaml and the state of the code.
 * @param kinds the kinds of items that will be used
 * @throws Failure when it cannot be read or items of these kinds are wrong
 */
export async function loadSource(
  {
    file,
    cwd,
    env,
    project,
  }: { file: string; cwd: string; env: Environment; project?: string | undefined },
  kinds: readonly ItemKind[],
): Promise<Source> {
  const located = locateYaml(file, cwd)
  const { warnings, ...definitions } = parseProject(located.text, located.file, kinds)
  const { repository } = located
  const code = await readCode(located, { env })
  const shared = {
    ...code,
    repository,
    project: projectOf(project ?? env.HUB_PROJECT, repository),
  }
  return { definitions, warnings: [...warnings, ...code.notes], env, shared }
}

/** The plan of one run. @throws Failure when a value or an input is wrong or missing */
export function planOf({ shared, env }: Source, step: Step, given: GivenToStep): Plan {
  return { ...shared, ...checkStep(step, given, { env, repository: shared.repository }) }
}

/** `valohai.yaml has no task sweeep. Did you mean sweep?` */
export function unknown(file: string, what: string, name: string, known: string[]) {
  const hint = known.length ? suggestion(name, known, what) : 'It has none.'
  return notFound(`${file} has no ${what} ${name}. ${hint}`)
}
