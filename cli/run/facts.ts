import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { invalid, notFound } from '../failure'
import type { RunIdentity } from './config'
import type { Ending } from './execute'
import { ownerOf, type WorkFolder, workFolderAt } from './layout'

/** What a work folder knows about its run: enough to bring it to the hub another day. */
export interface RunFacts {
  hub: string
  run: RunIdentity
  /** Whether it makes the versions that its outputs ask for. */
  register?: boolean | undefined
  /** Null while the command runs. */
  ending: Ending | null
}

/** Writes them whole or not at all. */
export async function keepFacts({ facts: path }: WorkFolder, facts: RunFacts): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(facts, null, 2)}\n`)
  await rename(`${path}.new`, path)
}

/**
 * The work folder that an earlier `hub run` left, and what it knows.
 * @throws Failure when it is none, or its run still goes on
 */
export function readFacts(given: string, cwd: string): { folder: WorkFolder; facts: RunFacts } {
  const folder = workFolderAt(resolve(cwd, given))
  const facts = parse(folder.facts)
  if (!facts) throw notFound(`${given} is not the work folder of a run that hub run has left.`)
  const owner = ownerOf(folder.path)
  if (facts.ending === null && owner !== null && owner !== process.pid && isAlive(owner))
    throw invalid(
      `${facts.run.uri} still goes on, in the process ${owner}. Wait for it, or stop it.`,
    )
  return { folder, facts }
}

function parse(path: string): RunFacts | null {
  try {
    const facts = JSON.parse(readFileSync(path, 'utf8')) as Partial<RunFacts>
    return facts.run && facts.hub
      ? { ending: null, ...facts, run: facts.run, hub: facts.hub }
      : null
  } catch {
    // Absent or broken: said by the caller.
    return null
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
