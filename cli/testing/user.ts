import type { Environment } from '../configuration'
import { hub } from '../hub'
import type { Interruption } from '../interruption'
import { folderWith } from './folder'
import { surroundingsOf, terminalOf } from './terminal'

export interface Called {
  exitCode: number
  out: string
  err: string
}

export interface CallOptions {
  cwd?: string
  env?: Environment
  interruption?: Interruption
}

/** Someone at a terminal, with a home of their own and a token for a hub. */
export class User {
  readonly home = folderWith()

  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  /** Calls `hub` with these words. */
  async hub(words: string[], options: CallOptions = {}): Promise<Called> {
    const { terminal, out, err } = terminalOf({ json: words.includes('--json') })
    const surroundings = surroundingsOf(terminal, {
      env: {
        PATH: process.env.PATH,
        HOME: this.home,
        HUB_URL: this.url,
        HUB_TOKEN: this.token,
        ...options.env,
      },
      cwd: options.cwd ?? this.home,
      ...(options.interruption && { interruption: options.interruption }),
    })
    const exitCode = await hub(words, surroundings)
    return { exitCode, out: out(), err: err() }
  }

  /** Calls `hub` with --json and answers the document. */
  async json<T>(words: string[], options: CallOptions = {}): Promise<T> {
    const { out } = await this.hub([...words, '--json'], options)
    return JSON.parse(out) as T
  }
}
