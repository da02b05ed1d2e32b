import { Writable } from 'node:stream'
import type { Interruption } from '../interruption'
import type { Terminal } from '../output'
import type { Surroundings } from '../verb'

/** A terminal that remembers what was written to it since one last looked. */
export function terminalOf({ json = false, isTTY = false, columns = 80 } = {}) {
  const stdout = new Paper()
  const stderr = Object.assign(new Paper(), { isTTY, columns })
  const terminal: Terminal = { stdout, stderr, json }
  return { terminal, out: () => stdout.take(), err: () => stderr.take() }
}

class Paper extends Writable {
  private chunks: Buffer[] = []

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk)
    done()
  }

  take(): string {
    const text = Buffer.concat(this.chunks).toString('utf8')
    this.chunks = []
    return text
  }
}

/** Ctrl-C, to be pressed by the test. */
export function interruptionOf() {
  const stop = new AbortController()
  const abandon = new AbortController()
  const interruption: Interruption = { stop: stop.signal, abandon: abandon.signal }
  return { interruption, stop: () => stop.abort(), abandon: () => abandon.abort() }
}

/** What a command runs in, when it may not touch the process of the test. */
export function surroundingsOf(
  terminal: Terminal,
  facts: Partial<Surroundings> = {},
): Surroundings {
  return {
    env: { HOME: '/nowhere' },
    cwd: '/nowhere',
    terminal,
    stdin: process.stdin,
    interruption: interruptionOf().interruption,
    ...facts,
  }
}
