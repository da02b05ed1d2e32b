import type { Commit } from '@/db/schema/tables'
import { withoutSecrets } from '../resolve/secrets'

/** What the tags of a new run, as they are kept, say of its code: what the columns of a run have. */
export function sourceOf(tags: ReadonlyMap<string, string>) {
  const command = tags.get('mlflow.source.name')?.slice(0, 10_000) || null
  const step = tags.get('mlflow.project.entryPoint') || lastPart(command ?? '')
  return {
    step: step?.slice(0, 200) || null,
    command,
    commit: commitOf(tags),
    image: tags.get('mlflow.docker.image.uri')?.slice(0, 1000) || null,
  }
}

function commitOf(tags: ReadonlyMap<string, string>): Commit | null {
  const id = tags.get('mlflow.source.git.commit')
  if (!id) return null
  const branch = tags.get('mlflow.source.git.branch')
  const remote = tags.get('mlflow.source.git.repoURL')
  const dirty = tags.get('mlflow.source.git.dirty')
  return {
    id: id.slice(0, 200),
    ...(branch && { branch: branch.slice(0, 500) }),
    ...(remote && { remote: remote.slice(0, 2000) }),
    ...(dirty !== undefined && { dirty: dirty.toLowerCase() === 'true' }),
  }
}

const addresses: readonly string[] = ['mlflow.source.git.repoURL', 'mlflow.source.name']

/** The text of a tag as it is kept: a client takes the address of its code from git with the login that is in it. */
export const tagText = (key: string, value: string) =>
  addresses.includes(key) ? withoutSecrets(value) : value

/** `train.py` of `/home/ana/train.py`. */
const lastPart = (path: string) => path.split(/[/\\]/).findLast((part) => part !== '')
