// A lock between processes of one machine, for commands started at once on a fresh clone: a folder
// with one file per process, named for it. It holds while its process lives, so no crash leaves it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './paths.mjs'
import { say } from './say.mjs'

/**
 * Runs `work` while no other process runs work under the same name; waits for its turn.
 * `work` may name the child that does the actual work: the lock then lasts while either lives, so
 * that the orphan of a killed command is not joined by a second one.
 * @template T
 * @param {string} name
 * @param {string} waiting said once, if another process has the lock
 * @param {(coverChild: (pid: number) => void) => Promise<T>} work
 * @param {string} [folder] where locks are kept
 * @returns {Promise<T>}
 */
export async function withLock(name, waiting, work, folder = join(root, '.cache', 'locks')) {
  const lock = join(folder, name)
  mkdirSync(lock, { recursive: true })
  const mine = join(lock, identity(process.pid))
  for (let said = false; !take(lock, mine); said = true) {
    if (!said) say(waiting)
    await sleep(100 + Math.random() * 100)
  }
  try {
    return await work((pid) => writeFileSync(mine, identity(pid)))
  } finally {
    rmSync(mine, { force: true })
  }
}

/**
 * Ours only if our file is alone in the folder once written; of two who write at once, both step back.
 * @param {string} lock
 * @param {string} mine
 */
function take(lock, mine) {
  for (const file of readdirSync(lock)) {
    if (isHeld(lock, file)) return false
    rmSync(join(lock, file), { force: true })
  }
  writeFileSync(mine, '')
  if (readdirSync(lock).length === 1) return true
  rmSync(mine, { force: true })
  return false
}

/**
 * @param {string} lock
 * @param {string} file
 */
function isHeld(lock, file) {
  if (isAlive(file)) return true
  try {
    return isAlive(readFileSync(join(lock, file), 'utf8'))
  } catch {
    // Let go between our listing and our reading.
    return false
  }
}

/** @param {string} who what `identity` gave */
function isAlive(who) {
  const pid = Number.parseInt(who, 10)
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return false
  }
  return identity(pid) === who
}

/**
 * Containers reuse low process ids, so on Linux the moment of the start is part of the name.
 * @param {number} pid
 */
function identity(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name stands in parentheses and may hold spaces; state and start come after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? '' : `${pid}-${fields[19]}`
  } catch {
    return String(pid)
  }
}
