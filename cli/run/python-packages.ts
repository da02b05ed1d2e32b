import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withoutSecrets } from '@/lib/resolve/secrets'
import type { Environment } from '../configuration'
import type { Package } from './packages'

const timeout = 10_000

/** What pip and conda have installed, for a folder of Python code; nothing where they cannot say. */
export async function readPythonPackages(folder: string, env: Environment): Promise<Package[]> {
  const [pip, conda] = await Promise.all([
    (await isPython(folder)) ? freeze(folder, env) : [],
    env.CONDA_PREFIX ? listConda(folder, env) : [],
  ])
  const known = new Set(pip.map(({ name }) => name.toLowerCase()))
  return [...pip, ...conda.filter(({ name }) => !known.has(name.toLowerCase()))]
}

async function isPython(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => [])
  if (names.some((name) => /^(requirements.*\.txt|pyproject\.toml|.*\.py)$/.test(name))) return true
  // The code may lie further down, as in `python src/train.py`.
  const steps = await readFile(join(folder, 'valohai.yaml'), 'utf8').catch(() => '')
  return /\bpython|\.py\b/.test(steps)
}

async function freeze(folder: string, env: Environment): Promise<Package[]> {
  const words = ['-m', 'pip', 'freeze', '--disable-pip-version-check']
  const text = await say('python3', words, folder, env)
  return text.split('\n').flatMap((line) => packageOf(line.trim()) ?? [])
}

/** A line of `pip freeze`: `name==1.0`, `name @ address`, `-e address#egg=name`. */
export function packageOf(line: string): Package | null {
  const [, name, version] = /^([A-Za-z0-9][\w.-]*)===?(\S+)$/.exec(line) ?? []
  if (name && version) return { name, version }
  const [, named, address] = /^([A-Za-z0-9][\w.-]*) @ (\S+)/.exec(line) ?? []
  if (named && address) return { name: named, version: shortened(address) }
  const [, editable, egg] = /^-e (\S+?)#egg=([\w.-]+)/.exec(line) ?? []
  return editable && egg ? { name: egg, version: shortened(editable) } : null
}

function shortened(address: string): string {
  return withoutSecrets(address.replace(/^(git|hg|svn|bzr)\+/, '')).slice(0, 300)
}

async function listConda(folder: string, env: Environment): Promise<Package[]> {
  const text = await say('conda', ['list', '--json'], folder, env)
  try {
    const list = JSON.parse(text) as { name?: unknown; version?: unknown }[]
    return list.flatMap(({ name, version }) =>
      typeof name === 'string' && typeof version === 'string' ? [{ name, version }] : [],
    )
  } catch {
    return []
  }
}

async function say(program: string, words: string[], cwd: string, env: Environment) {
  try {
    // In a folder of somebody's code, a pip.py there may be what runs: it gets no token, and no chance
    // where Python knows the variable.
    const { HUB_TOKEN: _token, ...inherited } = env
    const given = { ...inherited, PYTHONSAFEPATH: '1' } as unknown as NodeJS.ProcessEnv
    const options = { cwd, timeout, maxBuffer: 2 ** 24, env: given }
    return (await promisify(execFile)(program, words, options)).stdout
  } catch {
    // Not there, too slow or broken: packages are recorded when they can be.
    return ''
  }
}
