import { version } from '../package.json'
import { exitCodes, Failure, invalid } from './failure'
import { tell } from './output'
import type { Surroundings, Verb } from './verb'
import { activity } from './verbs/activity'
import { alias } from './verbs/alias'
import { audit } from './verbs/audit'
import { comment, comments } from './verbs/comment'
import { compare } from './verbs/compare'
import { dataset } from './verbs/dataset'
import { approve, reject, withdraw } from './verbs/decide'
import { deploy } from './verbs/deploy'
import { history } from './verbs/history'
import { impact } from './verbs/impact'
import { archive, remove, restore } from './verbs/life'
import { lineage } from './verbs/lineage'
import { lint } from './verbs/lint'
import { login } from './verbs/login'
import { me } from './verbs/me'
import { models } from './verbs/models'
import { pipeline } from './verbs/pipeline'
import { policy } from './verbs/policy'
import { pull } from './verbs/pull'
import { push } from './verbs/push'
import { recall } from './verbs/recall'
import { reproduce } from './verbs/reproduce'
import { resolve } from './verbs/resolve'
import { run } from './verbs/run'
import { runs } from './verbs/runs'
import { search } from './verbs/search'
import { stop } from './verbs/stop'
import { task } from './verbs/task'
import { version as versionVerb } from './verbs/version'
import { versions } from './verbs/versions'
import { webhook } from './verbs/webhook'

export const verbs: Verb[] = [
  login,
  me,
  run,
  task,
  pipeline,
  lint,
  reproduce,
  runs,
  stop,
  pull,
  push,
  models,
  versions,
  search,
  compare,
  dataset,
  approve,
  reject,
  withdraw,
  deploy,
  policy,
  alias,
  comment,
  comments,
  archive,
  restore,
  remove,
  resolve,
  history,
  lineage,
  impact,
  recall,
  activity,
  audit,
  webhook,
  // After those that `hub version approve` and its like name.
  versionVerb,
]

/** Runs one command line and answers the exit code. Failures are told, never thrown. */
export async function hub(words: string[], surroundings: Surroundings): Promise<number> {
  const { terminal, interruption } = surroundings
  try {
    return await dispatch(words, surroundings)
  } catch (error) {
    if (interruption.stop.aborted && !(error instanceof Failure)) return exitCodes.stopped
    if (isSystemError(error)) {
      tell(terminal, `hub: ${error.message}`)
      return exitCodes.failed
    }
    if (!(error instanceof Failure)) throw error
    tellFailure(error, surroundings)
    if (terminal.json) {
      const { code, status, requestId, fields, details } = error.facts
      const said = { code, message: error.message, status, requestId, fields, details }
      terminal.stdout.write(`${JSON.stringify({ error: said }, null, 2)}\n`)
    }
    return error.facts.exitCode
  }
}

async function dispatch(words: string[], surroundings: Surroundings): Promise<number> {
  const { stdout } = surroundings.terminal
  const [first] = words
  if (first === '--version') {
    stdout.write(`hub ${version}\n`)
    return exitCodes.done
  }
  if (first === undefined || first === '--help' || first === '-h') {
    stdout.write(overview())
    return exitCodes.done
  }
  if (first === 'help') {
    stdout.write(words[1] === undefined ? overview() : helpOf(find(words.slice(1)).verb))
    return exitCodes.done
  }
  const { verb, rest } = find(words)
  if (asksForHelp(rest)) {
    stdout.write(helpOf(verb))
    return exitCodes.done
  }
  return (await verb.run(rest, surroundings)) ?? exitCodes.done
}

/** The verb that the first word names, or the first two do: `version approve`. */
function find(words: string[]): { verb: Verb; rest: string[] } {
  const [first = '', second = ''] = words
  const both = `${first} ${second}`
  for (const verb of verbs) {
    if (verb.name === first) return { verb, rest: words.slice(1) }
    if (verb.aliases?.includes(both)) return { verb, rest: words.slice(2) }
  }
  throw invalid(`There is no command ${first}. hub help lists them.`)
}

/** A full disk, a folder one may not write to: nothing that a trace would explain better. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && !(error instanceof Failure)
}

function asksForHelp(words: string[]): boolean {
  const end = words.indexOf('--')
  const before = end < 0 ? words : words.slice(0, end)
  return before.includes('--help') || before.includes('-h')
}

function tellFailure(error: Failure, { terminal }: Surroundings): void {
  const { requestId, fields, status } = error.facts
  tell(terminal, `hub: ${error.message}`)
  for (const [field, problem] of Object.entries(fields ?? {}))
    if (!error.message.includes(problem)) tell(terminal, `  ${field}: ${problem}`)
  // Only of use to whoever runs the hub, when it is at fault.
  if (requestId && status !== undefined && status >= 500) tell(terminal, `  Request ${requestId}`)
}

/** What `hub help` says. */
export function overview(): string {
  const width = Math.max(...verbs.map(({ name }) => name.length))
  const lines = verbs.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `hub ${version}: the command line of Model Hub

${lines.join('\n')}

hub help COMMAND says more. Every command takes --json for one JSON document on stdout.
Where the hub is and who you are: hub login, or HUB_URL, HUB_TOKEN and HUB_ORG.
Exit codes: 0 done, 1 failed, 2 invalid, 3 not signed in, 4 forbidden, 5 not found, 6 conflict,
7 alerts (runs), 8 not equal (hub reproduce), 130 stopped.
`
}

/** What `hub help <name>` says. */
export function helpOf({ summary, help, aliases }: Verb): string {
  const also = aliases ? `\n\nAlso: ${aliases.map((alias) => `hub ${alias}`).join(', ')}` : ''
  return `${summary}.\n\n${help}${also}\n`
}
