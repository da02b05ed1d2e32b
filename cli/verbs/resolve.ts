import { parseUri } from '@/lib/uri'
import type { Resolved } from '@/lib/versions/view'
import { invalid } from '../failure'
import { bytes, count, result, tell } from '../output'
import { resolveUri } from '../refs'
import { causeLine } from '../rows'
import { connect, readWords, type Verb } from '../verb'

export const resolve: Verb = {
  name: 'resolve',
  summary: 'Print what a URI means, now or at a past time, pinned',
  help: `hub resolve URI [--project P] [--json]

  hub resolve model://penguins/latest     prints model://penguins/v3@sha256:…
  hub resolve 'model://penguins/production?at=2026-03-03T12:00:00Z'     what it meant then
  hub resolve dataset://penguins/latest
  hub resolve datum://best-model --project penguins     an alias of a file

The pinned URI goes to stdout alone; state, files and warnings go to stderr.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, { project: { type: 'string' } }, 1)
    const [uri] = positionals
    if (!uri) throw invalid('Say which URI: hub resolve model://penguins/latest.')
    const parsed = parseUri(uri)
    if (!parsed.ok) throw invalid(parsed.message)
    const client = await connect(surroundings)
    const found = await resolveUri<Omit<Resolved, 'state'> & { state?: string }>(
      client,
      uri,
      values.project,
    )
    const { terminal } = surroundings
    result(terminal, found, () => found.uri)
    const size = found.files.reduce((sum, file) => sum + file.size, 0)
    const facts = [found.state, count(found.files.length, 'file'), bytes(size)].filter(Boolean)
    if (!terminal.json) tell(terminal, facts.join(', '))
    if (!terminal.json && found.cause) tell(terminal, `Since ${causeLine(found.cause)}`)
    for (const { message } of found.warnings) tell(terminal, `Warning: ${message}`)
    return undefined
  },
}
