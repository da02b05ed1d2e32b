import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { failed, notFound } from '../failure'

export interface Located {
  /** As the person would name it from here. */
  file: string
  /** Folder of the valohai.yaml, where commands run. */
  repository: string
  text: string
}

/**
 * Finds and reads a valohai.yaml.
 * @param file it, or its folder
 * @throws Failure when there is none
 */
export function locateYaml(file: string, cwd: string): Located {
  const path = resolve(cwd, file)
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory()
  const found = isFolder ? join(path, 'valohai.yaml') : path
  if (!existsSync(found))
    throw notFound(`There is no ${file} here. Go to its folder, or say where it is with -f.`)
  return {
    file: relative(cwd, found),
    repository: realpathSync(dirname(found)),
    text: readText(found),
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw failed(`${path} cannot be read: ${(error as Error).message}`)
  }
}
