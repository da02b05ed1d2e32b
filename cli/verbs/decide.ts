import type { Version } from '@/lib/versions/view'
import { result, tell } from '../output'
import { readModelUri, versionPath } from '../refs'
import { connect, readWords, type Verb } from '../verb'

const noteOption = `  -m, --note TEXT   Why. Everyone who sees the version can read it`

export const approve = decision('approve', {
  summary: 'Approve a version for use',
  help: `hub approve URI [-m NOTE] [--json]

${noteOption}

model://name/latest then means the highest approved version. To approve one that was rejected, say why.`,
})

export const reject = decision('reject', {
  summary: 'Reject a version, with a reason',
  help: `hub reject URI -m NOTE [--json]

${noteOption}; required`,
})

export const withdraw = decision('withdraw', {
  summary: 'Take a decision back: the version is pending again',
  help: `hub withdraw URI -m NOTE [--json]

${noteOption}; required`,
})

function decision(verdict: string, { summary, help }: { summary: string; help: string }): Verb {
  return {
    name: verdict,
    aliases: [`version ${verdict}`],
    summary,
    help,
    async run(words, surroundings) {
      const options = { note: { type: 'string', short: 'm' } } as const
      const { values, positionals } = readWords(words, options, 1)
      const uri = readModelUri(positionals[0])
      const client = await connect(surroundings)
      const path = await versionPath(client, uri, verdict)
      const body = values.note === undefined ? {} : { note: values.note }
      const version = await client.post<Version>(path, body)
      const { needed, given } = version.approvals
      result(surroundings.terminal, version, () => `${version.uri} ${version.state}`)
      if (verdict === 'approve' && version.state === 'pending')
        tell(surroundings.terminal, `${given} of ${needed} approvals are given.`)
      return undefined
    },
  }
}
