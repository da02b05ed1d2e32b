import { type ParseArgsConfig, parseArgs } from 'node:util'
import { type Client, createClient, getMe } from './client'
import { type Environment, readConfiguration } from './configuration'
import { invalid } from './failure'
import type { Interruption } from './interruption'
import type { Terminal } from './output'

/** What a command gets from the process it runs in. */
export interface Surroundings {
  env: Environment
  cwd: string
  terminal: Terminal
  stdin: NodeJS.ReadStream
  interruption: Interruption
}

/** One command of `hub`. */
export interface Verb {
  name: string
  /** Other names for the same thing, such as its name in the audit log. */
  aliases?: string[]
  /** One line for the list of commands. */
  summary: string
  /** What `hub help <name>` says after the summary. */
  help: string
  /** Does it. Answers the exit code when that is not 0. */
  run(words: string[], surroundings: Surroundings): Promise<number | undefined>
}

type Options = NonNullable<ParseArgsConfig['options']>

const shared = { json: { type: 'boolean' } } as const satisfies Options

/**
 * Reads the words after a command.
 * @param most how many words without a dash it takes
 * @throws Failure on an option that it does not know
 */
export function readWords<T extends Options>(args: string[], options: T, most = 0) {
  const parsed = parse(args, options)
  const [extra] = parsed.positionals.slice(most)
  if (extra !== undefined) throw invalid(`There is one word too many: ${extra}.`)
  return parsed
}

function parse<T extends Options>(args: string[], options: T) {
  try {
    return parseArgs({ args, options: { ...shared, ...options }, allowPositionals: true })
  } catch (error) {
    const isUsage = String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')
    if (!isUsage) throw error
    // The second sentence is about positional arguments that look like options.
    throw invalid((error as Error).message.replace(/\. To specify.*/s, '.'))
  }
}

/** A whole number of 1 or more, or the fallback. */
export function readCount(text: string | undefined, option: string, fallback: number): number {
  if (text === undefined) return fallback
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw invalid(`${option} is a whole number from 1, not ${text}.`)
  return Number(text)
}

/** What `--archived` asks of a list. */
export function lifeOf({ archived }: { archived?: boolean | undefined }): Record<string, string> {
  return archived ? { life: 'archived' } : {}
}

/** The hub that the environment or `hub login` names, in its organization. */
export async function connect(
  { env, interruption }: Surroundings,
  signal = interruption.stop,
): Promise<Client & { org: string }> {
  const configuration = readConfiguration(env)
  const org = configuration.org ?? (await getMe(configuration, signal)).organization.slug
  return { ...createClient({ ...configuration, org }, signal), org }
}
