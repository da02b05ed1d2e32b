import { mostAtOnce } from '@/lib/versions/at-once'
import type { Checks } from '@/lib/versions/checks'
import type { DecidedVersion } from '@/lib/versions/receipts'
import type { Results, VersionResult } from '@/lib/versions/result'
import type { Client } from '../client'
import { exitCodes, Failure, invalid } from '../failure'
import { result, type Terminal, tell } from '../output'
import { readModelUri, versionPath } from '../refs'
import { connect, readWords, type Verb } from '../verb'

const noteOption = `  -m, --note TEXT   Why. Everyone who sees the version can read it`

const stopOption = `  --stop            Stop it in every deployment that serves it, or do nothing at all`

const several = `Several versions, at most ${mostAtOnce}, are named by their numbers and decided on in one request: each by itself, so
that one that is refused stops none of the others. A line tells of each; the exit code is that of the worst.`

type Verdict = 'approve' | 'reject' | 'withdraw'

export const approve = decision('approve', {
  summary: 'Approve versions for use',
  help: `hub approve URI... [-m NOTE] [--override] [--json]

${noteOption}
  --override        As an admin, although the policy asks for more; needs -m, and is marked everywhere

The version is approved once as many people approved as its policy wants; model://name/latest then means the
highest approved version. A gate that fails is told with its numbers. To approve what was rejected, say why.
${several}`,
})

export const reject = decision('reject', {
  summary: 'Reject versions, with a reason',
  help: `hub reject URI... -m NOTE [--stop] [--json]

${noteOption}; required
${stopOption}

${several}`,
})

export const withdraw = decision('withdraw', {
  summary: 'Take decisions back: the versions are pending again',
  help: `hub withdraw URI... -m NOTE [--stop] [--json]

${noteOption}; required
${stopOption}

${several}`,
})

function decision(verdict: Verdict, { summary, help }: { summary: string; help: string }): Verb {
  return {
    name: verdict,
    aliases: [`version ${verdict}`],
    summary,
    help,
    async run(words, surroundings) {
      const { values, positionals } = readWords(words, options, Number.POSITIVE_INFINITY)
      const { terminal } = surroundings
      const { override } = values
      if (override && verdict !== 'approve') throw invalid('Only an approval overrides the policy.')
      if (values.stop && verdict === 'approve') throw invalid('What is approved is not stopped.')
      const body = {
        ...(values.note !== undefined && { note: values.note }),
        ...(values.stop && { stop: true }),
      }
      if (positionals.length > 1) {
        if (override) throw invalid('Override the policy for one version at a time.')
        const client = await connect(surroundings)
        const decisions = positionals.map((uri) => ({ uri, decision: verdict, ...body }))
        return decideMany(client, terminal, decisions)
      }
      const uri = readModelUri(positionals[0])
      const client = await connect(surroundings)
      const path = await versionPath(client, uri, verdict)
      const version = await client
        .post<DecidedVersion>(path, { ...body, ...(override && { override }) })
        .catch((error: unknown) => {
          tellChecks(terminal, error)
          throw error
        })
      const { needed, given } = version.approvals
      const { serving, stopped = [] } = version
      result(terminal, version, () => `${version.uri} ${version.state}`)
      if (verdict === 'approve' && version.state === 'pending')
        tell(terminal, `${given} of ${needed} approvals are given.`)
      for (const { deployment, revision } of stopped)
        tell(terminal, `Stopped in ${deployment}, by its revision ${revision}.`)
      if (verdict !== 'approve' && version.state !== 'approved')
        for (const { deployment, weight } of serving)
          tell(
            terminal,
            `Warning: it still serves ${deployment}, with ${weight}%. --stop stops it.`,
          )
      return undefined
    },
  }
}

const options = {
  note: { type: 'string', short: 'm' },
  override: { type: 'boolean', default: false },
  stop: { type: 'boolean', default: false },
} as const

/** What each check came to, where it is a check that refuses. */
function tellChecks(terminal: Terminal, error: unknown): void {
  if (!(error instanceof Failure) || terminal.json) return
  const checks = error.facts.details?.checks as Pick<Checks, 'gates' | 'evidence'> | undefined
  if (!checks) return
  for (const { name, result, message } of checks.gates)
    tell(terminal, `${result} ${name}: ${message}`)
  for (const { item, ok, message } of checks.evidence)
    tell(terminal, `${ok ? 'pass' : 'fail'} ${item}: ${message}`)
}

interface Decision {
  uri: string
  decision: Verdict
  note?: string
  stop?: boolean
}

async function decideMany(
  client: Client,
  terminal: Terminal,
  decisions: Decision[],
): Promise<number> {
  const answer = await client.post<Results>(client.path('decisions'), { decisions })
  result(terminal, answer, () => answer.results.map(lineOf))
  return worst(answer.results)
}

function lineOf({ uri, state, error, serving = [] }: VersionResult): string {
  if (error) return `${uri} unchanged: ${error.message}`
  return serving.length > 0
    ? `${uri} ${state}, and serves ${serving.join(', ')}`
    : `${uri} ${state}`
}

/** What failed in the hub is worse than any refusal; of those the highest code. */
function worst(results: VersionResult[]): number {
  const codes = results.map(({ error }) => (error ? exitCodeOf(error.code) : exitCodes.done))
  return codes.includes(exitCodes.failed) ? exitCodes.failed : Math.max(...codes)
}

function exitCodeOf(code: string): number {
  if (code === 'internal') return exitCodes.failed
  if (code === 'invalid' || code === 'forbidden' || code === 'not_found') return exitCodes[code]
  return exitCodes.conflict
}
