import type { Commit, Package } from '@/db/schema/tables'

export interface RecordedInput {
  name: string
  uri: string
  resolved: string
  digest: string | null
  kind: 'version' | 'dataset_version' | 'file' | 'external'
  isVisible: boolean
  isThere: boolean
}

export interface RecordedRun {
  command: string | null
  image: string | null
  commit: Commit | null
  packages: Package[]
  /** The archive of its code, where the caller may have it. */
  code: object | null
  inputs: RecordedInput[]
}

/** What is missing to follow a record exactly, each as a sentence; nothing when it is whole. Pure. */
export function problemsOf(run: RecordedRun): string[] {
  return [
    run.command ? null : 'It does not say which command it ran.',
    codeProblem(run),
    ...run.inputs.filter(({ isVisible }) => isVisible).map(inputProblem),
    hiddenProblem(run.inputs.filter(({ isVisible }) => !isVisible).length),
    run.image || run.packages.length > 0
      ? null
      : 'It does not say in which environment it ran: neither an image nor packages were recorded.',
  ].filter((problem) => problem !== null)
}

function codeProblem({ commit, code }: RecordedRun): string | null {
  if (code) return null
  if (!commit) return 'It does not say which code it ran: there is no commit and no archive of it.'
  const id = commit.id.slice(0, 12)
  if (commit.id.startsWith('~'))
    return 'The archive of the code it ran is not there, or you may not see it.'
  if (commit.dirty)
    return `The code had changes that commit ${id} does not hold, and no archive of it was kept.`
  if (!commit.remote)
    return `It does not say where commit ${id} is kept. Start it inside a copy of the code that has it.`
  return null
}

function inputProblem({ name, uri, resolved, digest, kind, isThere }: RecordedInput) {
  if (!isThere) return `Input ${name}: ${resolved || uri} was deleted.`
  if (kind === 'external' && !digest)
    return `Input ${name}: it was not recorded what ${uri} held then. It is taken as it is now.`
  return null
}

function hiddenProblem(count: number): string | null {
  if (count === 0) return null
  return count === 1
    ? 'You may not see one of its inputs.'
    : `You may not see ${count} of its inputs.`
}
