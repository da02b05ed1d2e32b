import type { InUse } from '@/lib/history/view'
import { apiPath } from '../client'
import { invalid } from '../failure'
import { result } from '../output'
import { readModel } from '../refs'
import { causeLine } from '../rows'
import { connect, readWords, type Verb } from '../verb'

export const history: Verb = {
  name: 'history',
  summary: 'Tell what was in use at a past time, by whom, and where its receipts are',
  help: `hub history [MODEL] --at TIME [--json]

  hub history --at 2026-03-03T12:00:00Z              of every model
  hub history penguins --at 2026-03-03               of one; a bare date means 00:00 UTC

Tells what latest meant then, where the aliases pointed, and what each deployment served.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, { at: { type: 'string' } }, 1)
    const { at } = values
    if (at === undefined) throw invalid('Say when: --at 2026-03-03T12:00:00Z.')
    const client = await connect(surroundings)
    const [text] = positionals
    const { terminal } = surroundings
    if (text === undefined) {
      const items = await client.list<InUse>(client.path('history'), { at }, 500)
      result(terminal, { items }, () =>
        items.length ? items.flatMap(linesOf) : `Nothing was in use on ${at}.`,
      )
      return undefined
    }
    const { org, model } = readModel(text, client.org)
    const path = apiPath(org, 'models', model, 'history')
    const found = await client.get<InUse>(`${path}?${new URLSearchParams({ at })}`)
    result(terminal, found, () => linesOf(found))
    return undefined
  },
}

function linesOf({ uri, latest, aliases, serving }: InUse): string[] {
  const because = (cause: InUse['aliases'][number]['cause']) =>
    cause
      ? causeLine(cause)
          .split('\n')
          .map((line) => `    ${line}`)
      : []
  return [
    uri,
    ...(latest ? [`  latest = v${latest.version}@${latest.digest}`, ...because(latest.cause)] : []),
    ...aliases.flatMap(({ alias, version, digest, cause }) => [
      `  ${alias} = v${version}@${digest}`,
      ...because(cause),
    ]),
    ...serving.flatMap(({ name, target, revision, variants, cause }) => [
      `  ${name} (${target}) revision ${revision}: ${variants
        .map(({ version, weight }) => `v${version} ${weight} %`)
        .join(', ')}`,
      ...because(cause),
    ]),
  ]
}
