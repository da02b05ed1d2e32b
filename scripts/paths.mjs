import { realpathSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The folder of the project, with a closing slash. */
export const root = fileURLToPath(new URL('../', import.meta.url))

/**
 * Whether the module with this `import.meta.url` is the one that node was started on.
 * @param {string} url
 */
export function runsAsScript(url) {
  const started = process.argv[1]
  return started !== undefined && pathToFileURL(realpathSync(started)).href === url
}
