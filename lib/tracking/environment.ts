import type { ModelTexts } from './mlmodel'
import { fieldsOf, maxModelFile, objectIn, textIn } from './texts'

/** The Python and the packages that a model was made with. */
export interface Environment {
  python: string | null
  /** By the files that say so; a version is `1.2` where it is pinned, else what is asked of it, or ''. */
  packages: { name: string; version: string }[]
}

const mostPackages = 2000

/** What the files of an environment say: `requirements.txt` rather than `conda.yaml`, where both are there. */
export function environmentOf(texts: Omit<ModelTexts, 'MLmodel'>): {
  environment: Environment | null
  notes: string[]
} {
  const notes: string[] = []
  const conda = texts['conda.yaml'] === undefined ? null : condaOf(texts['conda.yaml'], notes)
  const env = texts['python_env.yaml']
  const fields = env === undefined ? {} : fieldsOf(env, 'python_env.yaml', notes)
  const required = texts['requirements.txt']
  const listed = required === undefined ? null : requirementsOf(required, notes)
  if (!conda && env === undefined && listed === null) return { environment: null, notes }
  const python = textIn(fields.python) ?? conda?.python ?? null
  const packages = listed ?? conda?.packages ?? requirementsIn(textsIn(fields.dependencies))
  if (packages.length > mostPackages)
    notes.push(`It names ${packages.length} packages; the first ${mostPackages} are kept.`)
  return { environment: { python, packages: packages.slice(0, mostPackages) }, notes }
}

/** The packages of a `requirements.txt`. */
function requirementsOf(text: string, notes: string[]): Environment['packages'] {
  if (text.length <= maxModelFile) return requirementsIn(text.split(/\r\n|\n|\r/))
  notes.push('requirements.txt is too large to be read.')
  return []
}

function condaOf(text: string, notes: string[]): Environment {
  const { dependencies } = fieldsOf(text, 'conda.yaml', notes)
  const own = textsIn(dependencies).flatMap((line) => condaPackage(line) ?? [])
  const lists = Array.isArray(dependencies) ? dependencies : []
  const pip = lists.flatMap((one) => requirementsIn(textsIn(objectIn(one).pip)))
  const python = own.find(({ name }) => name === 'python')?.version || null
  return { python, packages: [...own.filter(({ name }) => name !== 'python'), ...pip] }
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((one) => textIn(one) ?? []) : []
}

/** `conda-forge::numpy=1.26.4=py311_0`, `pip<=23.2.1`, `python 3.11` */
function condaPackage(line: string): Environment['packages'][number] | null {
  const [, name, rest = ''] = /^(?:[\w./-]+::)?([A-Za-z0-9_][\w.-]*)(.*)$/.exec(line) ?? []
  if (!name) return null
  const exact = /^\s*={1,2}\s*([\w.!+-]+)(?:=.*)?$/.exec(rest)?.[1]
  return { name, version: exact ?? rest.trim() }
}

function requirementsIn(lines: readonly string[]): Environment['packages'] {
  return lines.flatMap((line) => requirement(line) ?? [])
}

/** `scikit-learn[x]==1.5.0 ; python_version > "3"`; null for comments, options and paths. */
function requirement(line: string): Environment['packages'][number] | null {
  const bare = (line.split(/(?:^|\s)#/)[0] ?? '').trim().slice(0, 1000)
  const found = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(@\s*\S+|[<>=!~][^;]*)?\s*(?:;.*)?$/
  const [, name, asked = ''] = found.exec(bare) ?? []
  if (!name) return null
  const wanted = asked.split(/\s+--?\w/)[0]?.replaceAll(/[\s\\]+/g, '') ?? ''
  const pinned = /^={2,3}([^,]+)$/.exec(wanted)?.[1]
  return { name, version: (pinned ?? wanted).toWellFormed().replaceAll('\0', '') }
}
