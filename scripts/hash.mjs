import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

/**
 * One hash over the names and the bytes of files; an absent file counts as such.
 * @param {string[]} files paths from the project's folder
 */
export function hashFiles(files) {
  const hash = createHash('sha256')
  for (const file of [...files].sort()) {
    const at = join(root, file)
    const bytes = existsSync(at) ? readFileSync(at) : undefined
    hash.update(`${file}\0${bytes?.length ?? 'absent'}\0`).update(bytes ?? '')
  }
  return hash.digest('hex')
}

/**
 * Every file below the given files and folders, as paths from the project's folder.
 * @param {string[]} places those that do not exist hold nothing
 * @returns {string[]}
 */
export function listFiles(places) {
  return places.flatMap((place) => {
    const at = join(root, place)
    if (!existsSync(at)) return []
    if (!statSync(at).isDirectory()) return [place]
    return listFiles(readdirSync(at).map((name) => `${place}/${name}`))
  })
}
