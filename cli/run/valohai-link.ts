import { lstatSync, readlinkSync, statSync, symlinkSync, unlinkSync } from 'node:fs'
import { isAlive } from './facts'
import { ownerOf } from './layout'

export interface Link {
  /** What the person should know, if the folder cannot be there. */
  warning: string | null
  remove(): void
}

const none: Link = { warning: null, remove() {} }

/** Whether a command counts on the fixed folder /valohai. */
export function namesValohai(command: string): boolean {
  return /(^|[^\w.-])\/valohai(\/|\b)/.test(command)
}

/**
 * Makes /valohai the work folder of this run, when its command names it and root finds it free.
 * @param target the work folder
 * @param path `/valohai`, elsewhere in tests
 */
export function linkValohai(
  command: string,
  target: string,
  { path = '/valohai', isRoot = process.getuid?.() === 0 } = {},
): Link {
  if (!namesValohai(command)) return none
  if (!isRoot) return { ...none, warning: warning('only root can make that folder') }
  try {
    clearStale(path)
    symlinkSync(target, path)
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EEXIST'
    const why = taken ? 'that folder is in use here' : 'that folder cannot be made here'
    return { ...none, warning: warning(why) }
  }
  return {
    warning: null,
    remove() {
      // Someone else may have replaced it meanwhile; theirs stays.
      if (linkTarget(path) === target) unlinkSync(path)
    },
  }
}

/** A run that was killed leaves its link behind; its folder is gone, or the process that it is named for. */
function clearStale(path: string): void {
  const target = linkTarget(path)
  if (target === null) return
  const owner = ownerOf(target)
  const isStale = !statSync(path, { throwIfNoEntry: false }) || (owner !== null && !isAlive(owner))
  if (isStale) unlinkSync(path)
}

function linkTarget(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isSymbolicLink() ? readlinkSync(path) : null
}

function warning(why: string): string {
  return `The command names /valohai, but ${why}. Use $VH_INPUTS_DIR, $VH_OUTPUTS_DIR and $VH_CONFIG_DIR in it instead.`
}
