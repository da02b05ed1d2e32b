import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Reproduction } from '@/lib/runs/reproduction-view'
import type { Environment } from '../configuration'
import { failed } from '../failure'
import { readAddress } from '../run/addresses'
import type { AskedInput } from '../run/inputs'
import type { Given } from '../run/parameters'
import { checkStep, type Plan } from '../run/plan'
import type { Atom, Step } from '../run/step'
import { locateYaml } from '../yaml/locate'
import { parseProject } from '../yaml/project'
import type { FetchedCode } from './fetch-code'

export interface Following {
  env: Environment
  /** Project of the new run. */
  project: string
  /** Addresses in place of those recorded, by input. */
  inputs: Given<string>
  /** Takes outside files as they are now. */
  allowChanged: boolean
}

/**
 * A run that follows a record: its step, parameters and command, and its inputs as they were pinned. What is
 * installed for it is another matter.
 * @throws Failure when the code or the step is not what the record says
 */
export function planOfRecord(
  record: Reproduction,
  { root, archive }: FetchedCode,
  { env, project, inputs, allowChanged }: Following,
): Omit<Plan, 'packages'> {
  const yaml = record.definition?.yaml ?? 'valohai.yaml'
  const repository = folderOf(root, yaml)
  const step = stepOf(record, repository, yaml)
  const asked = askedOf(record, repository, inputs, allowChanged)
  const given = { parameters: parametersOf(record), inputs: urisOf(asked) }
  const checked = checkStep(step, given, { env, repository })
  return {
    ...checked,
    asked,
    // What ran then, should it be built otherwise by now.
    command: record.command ?? checked.command,
    commit: record.commit,
    archive,
    yaml,
    notes: [],
    repository,
    project,
  }
}

/** The folder in the code that the step ran in. */
function folderOf(root: string, yaml: string): string {
  const folders = yaml.split('/').slice(0, -1)
  const repository = join(root, ...folders)
  if (folders.includes('..') || !existsSync(repository))
    throw failed(`The code has no folder ${folders.join('/')}, where the step ran.`)
  return repository
}

function stepOf({ uri, step, definition }: Reproduction, repository: string, yaml: string): Step {
  const name = String(definition?.step?.name ?? step)
  const text = definition?.step
    ? stringify([{ step: definition.step }])
    : locateYaml(yaml.split('/').at(-1) ?? yaml, repository).text
  const found = parseProject(text, definition?.step ? `The step of ${uri}` : yaml).steps.get(name)
  if (!found) throw failed(`The code has no step ${name} any more, and ${uri} did not keep it.`)
  return found
}

function parametersOf({ params }: Reproduction): Map<string, Atom[]> {
  return new Map(Object.entries(params).map(([name, value]) => [name, [value].flat() as Atom[]]))
}

/** The inputs as they were pinned; of outside files, what they must hold. */
function askedOf(
  record: Reproduction,
  repository: string,
  given: Given<string>,
  allowChanged: boolean,
): AskedInput[] {
  const taken = new Map<string, number>()
  return record.inputs.map(({ name, resolved, digest }) => {
    const at = taken.get(name) ?? 0
    taken.set(name, at + 1)
    const uri = given.get(name)?.[at] ?? resolved
    const isOutside = readAddress(uri, repository).kind !== 'hub'
    if (isOutside && uri.includes('***'))
      throw failed(
        `The address of the input ${name} holds a secret, which was not kept: ${uri}. Give it whole: -i ${name}=….`,
      )
    const expected = isOutside && digest !== null && !allowChanged
    return { name, uri, ...(expected && { sha256: digest }) }
  })
}

function urisOf(asked: AskedInput[]): Map<string, string[]> {
  const uris = new Map<string, string[]>()
  for (const { name, uri } of asked) uris.set(name, [...(uris.get(name) ?? []), uri])
  return uris
}
