import { chmod, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { stringify } from 'yaml'

/** The folders of one run, as the job contract names them. */
export interface WorkFolder {
  path: string
  inputs: string
  outputs: string
  config: string
  /** Everything the command printed, in order. */
  log: string
  /** Every metrics event, a line each. */
  metrics: string
  /** How much of those the hub has. */
  sent: string
  /** Which run it is, and how it ended. */
  facts: string
  /** The outputs that the hub had while the command ran, a line each. */
  delivered: string
}

/** A work folder at a path, whether it is there or not. */
export function workFolderAt(path: string): WorkFolder {
  return {
    path,
    inputs: join(path, 'inputs'),
    outputs: join(path, 'outputs'),
    config: join(path, 'config'),
    log: join(path, 'log'),
    metrics: join(path, 'metrics.jsonl'),
    sent: join(path, 'sent.json'),
    facts: join(path, 'run.json'),
    delivered: join(path, 'delivered.jsonl'),
  }
}

/** Makes an empty work folder that names the process it belongs to; `repository` leads to the code. */
export async function makeWorkFolder(repository: string): Promise<WorkFolder> {
  const made = await mkdtemp(join(await realpath(tmpdir()), `hub-run-${process.pid}-`))
  const folder = workFolderAt(made)
  await Promise.all([folder.inputs, folder.outputs, folder.config].map((path) => mkdir(path)))
  await symlink(repository, join(made, 'repository'))
  return folder
}

/** The process that a work folder belongs to, or null when the path is none. */
export function ownerOf(path: string): number | null {
  const pid = /^hub-run-(\d+)-/.exec(basename(path))?.[1]
  return pid ? Number(pid) : null
}

/** Writes a configuration file twice: as JSON and as YAML. */
export async function writeConfig(folder: WorkFolder, name: string, value: object): Promise<void> {
  const path = join(folder.config, name)
  await writeFile(`${path}.json`, `${JSON.stringify(value, null, 2)}\n`)
  await writeFile(`${path}.yaml`, stringify(value))
}

/** Takes away the right to write, in a folder and all below it. */
export async function makeReadOnly(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await makeReadOnly(path)
    else await chmod(path, 0o444)
  }
  await chmod(folder, 0o555)
}

/** Removes a work folder, its read-only part too. */
export async function removeWorkFolder(folder: WorkFolder): Promise<void> {
  await makeFoldersWritable(folder.path)
  await rm(folder.path, { recursive: true, force: true })
}

async function makeFoldersWritable(path: string): Promise<void> {
  await chmod(path, 0o700)
  for (const entry of await readdir(path, { withFileTypes: true }))
    if (entry.isDirectory()) await makeFoldersWritable(join(path, entry.name))
}
