import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'

const linux = process.platform === 'linux'
const windows = process.platform === 'win32'

/** The name that every process of the cluster in folder `cluster` carries in its title. */
export function clusterName(cluster: string): string {
  return `hub-${createHash('sha256').update(cluster).digest('hex').slice(0, 12)}`
}

/**
 * When the process `pid` began, as text that only says "the same life or another"; undefined when
 * there is no such process, or only its zombie. A reused pid has another start.
 */
export async function startOf(pid: number): Promise<string | undefined> {
  if (linux) {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // The name in parentheses may itself hold spaces and parentheses.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  }
  const seen = windows
    ? await shell(`(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`)
    : await output('ps', ['-o', 'state=,lstart=', '-p', String(pid)])
  return seen === '' || seen.startsWith('Z') ? undefined : seen.replace(/^[A-Z]\S*\s+/, '')
}

/** Whether `pid` is a live PostgreSQL process that works on the folder `cluster`. */
export async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  if ((await startOf(pid)) === undefined) return false
  return matches(pid, await commandOf(pid), cluster)
}

/** Every live PostgreSQL process, postmaster or child, that works on the folder `cluster`. */
export async function processesOn(cluster: string): Promise<number[]> {
  const found: number[] = []
  for (const [pid, command] of await commands()) {
    if ((await matches(pid, command, cluster)) && (await startOf(pid)) !== undefined)
      found.push(pid)
  }
  return found
}

async function matches(pid: number, command: string[], cluster: string): Promise<boolean> {
  const [program = ''] = command
  if (linux) {
    if (!basename(program).startsWith('postgres') && !program.startsWith('postgres:')) return false
    const inside = await worksIn(pid, cluster)
    if (inside !== undefined) return inside
    return command.includes(cluster) || program.startsWith(`postgres: ${clusterName(cluster)}:`)
  }
  // Elsewhere the command is one line of text, and only the postmaster's holds the folder.
  return (
    /postgres/.test(program) && [cluster, clusterName(cluster)].some((x) => program.includes(x))
  )
}

/** Whether the process stands in that very folder (by inode); undefined when we may not know. */
async function worksIn(pid: number, cluster: string): Promise<boolean | undefined> {
  try {
    const [theirs, ours] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(cluster)])
    return theirs.dev === ours.dev && theirs.ino === ours.ino
  } catch (error) {
    // Root in a container without CAP_SYS_PTRACE may not look: the command line must do.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? false : undefined
  }
}

async function commandOf(pid: number): Promise<string[]> {
  if (linux) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return line.split('\0').filter((part) => part !== '')
  }
  return windows
    ? [await shell(`(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`)]
    : [await output('ps', ['-o', 'command=', '-p', String(pid)])]
}

async function commands(): Promise<[number, string[]][]> {
  if (windows) return []
  if (linux) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
    return Promise.all(pids.map(async (pid) => [pid, await commandOf(pid)] as [number, string[]]))
  }
  const lines = (await output('ps', ['-axo', 'pid=,command='])).split('\n')
  return lines.map((line) => [Number.parseInt(line, 10), [line.replace(/^\s*\d+\s+/, '')]])
}

function shell(command: string): Promise<string> {
  return output('powershell', ['-NoProfile', '-NonInteractive', '-Command', command])
}

function output(file: string, args: string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  return new Promise((resolve) => {
    execFile(file, args, { env }, (_error, stdout) => resolve(stdout.trim()))
  })
}
