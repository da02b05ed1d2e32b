import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { Readable } from 'node:stream'

export interface Ran {
  /** Whether every command succeeded; if not, the shell has ended. */
  done: boolean
  /** What was printed, to either stream, in order. */
  output: string
}

/** One session of bash that ends at the first command that fails. */
export class Shell {
  private readonly process: ChildProcess
  private readonly reports: Interface
  private readonly ended: Promise<null>
  private count = 0
  /** Where it is now. */
  cwd: string
  /** A command failed, or it was closed. */
  over = false

  /** @param folder where it keeps what it prints; `input` is what commands that ask are answered */
  constructor(
    private readonly folder: string,
    options: { cwd: string; env: NodeJS.ProcessEnv; input: string },
  ) {
    this.cwd = options.cwd
    writeFileSync(join(folder, 'input'), options.input)
    this.process = spawn('bash', ['--noprofile', '--norc'], {
      cwd: options.cwd,
      env: options.env,
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
      detached: true,
    })
    this.reports = createInterface({ input: this.process.stdio[3] as Readable })
    this.ended = new Promise((resolve) => this.process.on('exit', () => resolve(null)))
    this.process.stdin?.on('error', () => undefined)
    this.process.stdin?.write('set -eu\n')
  }

  async run(script: string, patience: number): Promise<Ran> {
    const name = join(this.folder, String(++this.count))
    writeFileSync(name, `${script}\n`)
    writeFileSync(`${name}.out`, '')
    const report = new Promise<string>((resolve) => this.reports.once('line', resolve))
    // What the commands read and print is not the shell's own.
    const streams = `<'${join(this.folder, 'input')}' >'${name}.out' 2>&1`
    this.process.stdin?.write(`. '${name}' ${streams}; echo "$PWD" >&3\n`)
    const timer = setTimeout(() => this.close(), patience)
    const cwd = await Promise.race([report, this.ended])
    clearTimeout(timer)
    if (cwd === null) this.over = true
    else this.cwd = cwd
    return { done: cwd !== null, output: readFileSync(`${name}.out`, 'utf8') }
  }

  /** Ends it, and all that it started. */
  close(): void {
    try {
      process.kill(-(this.process.pid ?? 0), 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}
