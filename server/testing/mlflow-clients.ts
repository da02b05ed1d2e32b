import { execFile, execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

/** The newest of each line of MLflow that the hub is tried with; one environment of each for all tests. */
export const mlflow3x = ['mlflow==3.17.2', 'scikit-learn==1.9.1', 'huggingface_hub==2.4.0'] as const
export const mlflow2x = ['mlflow==2.22.5', 'scikit-learn==1.9.1'] as const

export interface Said {
  stdout: string
  stderr: string
}

/**
 * Runs Python as people do who have nothing of the hub but the variables of its guides. No setting of the machine
 * comes in, and nothing of the client's is left on it.
 */
export function runPython(
  python: string | null,
  args: string[],
  folder: string,
  variables: Record<string, string>,
): Promise<Said> {
  if (!python) throw new Error('There is no Python to run it with.')
  const env = { NODE_ENV: 'test', PATH: process.env.PATH, HOME: folder, ...variables } as const
  return promisify(execFile)(python, args, { env, cwd: folder, timeout: 240_000 })
}

/** What a script told last, as JSON; before it, a client tells where to look at runs. */
export const told = ({ stdout }: Said): unknown =>
  JSON.parse(stdout.trim().split('\n').at(-1) ?? '')

/** A folder with the script of this path in it, under git, as work lies on people's machines. Answers its commit, too. */
export function repositoryWith(script: string): { folder: string; commit: string } {
  const folder = mkdtempSync(join(tmpdir(), 'hub-mlflow-'))
  const git = (...args: string[]) => {
    const who = ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.org']
    return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' }).trim()
  }
  const name = basename(script)
  copyFileSync(script, join(folder, name))
  git('init', '--quiet')
  git('add', name)
  git('commit', '--quiet', '--message', 'Train')
  return { folder, commit: git('rev-parse', 'HEAD') }
}
