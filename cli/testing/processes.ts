import { readFileSync } from 'node:fs'

/** Whether a process runs. A killed one that nobody has collected yet still has its number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
