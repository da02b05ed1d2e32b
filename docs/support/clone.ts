import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '@/scripts/paths.mjs'

const left = ['.git', '.data', '.cache', '.env', 'examples', 'test-results', 'playwright-report']

export interface Clone {
  /** What looks like a fresh clone of the project, built. */
  project: string
  /** A home of its own, and `hub` on the path. */
  env: NodeJS.ProcessEnv
  /** For what is printed. */
  notes: string
  remove(): Promise<void>
}

/** A folder for the commands of one document, as if the project had just been cloned and built there. */
export async function makeClone(): Promise<Clone> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'hub-docs-'))
  const [project = '', home = '', bin = '', notes = ''] = await Promise.all(
    ['model-hub', 'home', 'bin', 'notes', 'srv'].map(async (name) => {
      await mkdir(join(folder, name))
      return join(folder, name)
    }),
  )
  for (const entry of await readdir(root))
    if (!left.includes(entry)) await symlink(join(root, entry), join(project, entry))
  await cp(join(root, 'examples'), join(project, 'examples'), {
    recursive: true,
    filter: (path) => !/[/\\](node_modules|local)$/.test(path),
  })
  const hub = join(bin, 'hub')
  await writeFile(hub, `#!/bin/sh\nexec '${process.execPath}' '${root}dist/hub.mjs' "$@"\n`)
  await chmod(hub, 0o755)
  return {
    project,
    env: { NODE_ENV: 'production', HOME: home, PATH: `${bin}:${process.env.PATH}` },
    notes,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
