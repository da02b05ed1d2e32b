import { execFileSync } from 'node:child_process'

export interface Process {
  pid: number
  parent: number
  /** Resident memory in KiB. */
  memory: number
  command: string
}

/** Every process of the machine, as ps tells of them. */
export function processes(): Process[] {
  const told = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,rss=,args='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return told.split('\n').flatMap((line) => {
    const [, pid, parent, memory, command = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return pid
      ? [{ pid: Number(pid), parent: Number(parent), memory: Number(memory), command }]
      : []
  })
}

/** Kills outright. Answers whether there was anyone to kill. */
export function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}
