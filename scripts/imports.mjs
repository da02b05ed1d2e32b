import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { root } from './paths.mjs'

/**
 * @typedef {object} Import
 * @property {string} file who imports, from the project's folder: `app/page.tsx`
 * @property {string} from what: `lib/uri` for a file of ours, without its ending; else the package's
 *   specifier, `drizzle-orm/pg-core`
 * @property {boolean} own whether `from` is a file of ours
 * @property {boolean} type whether nothing is left of it at run time
 */

/**
 * The imports and re-exports of a source file.
 * @param {string} file
 * @param {string} [text] its content, if not to be read
 * @returns {Import[]}
 */
export function importsOf(file, text = readFileSync(join(root, file), 'utf8')) {
  const found = [
    ...text.matchAll(
      /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^'"`;=]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
    ),
    ...text.matchAll(/(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]/g),
  ]
  return found.map(([, type, specifier = '']) => ({
    file,
    ...target(file, specifier),
    type: type !== undefined,
  }))
}

/**
 * @param {string} file
 * @param {string} specifier
 */
function target(file, specifier) {
  const path = specifier.startsWith('@/')
    ? specifier.slice(2)
    : specifier.startsWith('.')
      ? join(dirname(file), specifier)
      : undefined
  return path === undefined
    ? { from: specifier, own: false }
    : { from: path.replace(/\.(?:tsx?|mjs)$/, ''), own: true }
}
