import type { Version, VersionItem } from '@/lib/versions/view'
import { apiPath } from '../client'
import { invalid } from '../failure'
import { bytes, result, table, time } from '../output'
import { readModel, versionPath } from '../refs'
import { valuesOf, versionTable } from '../rows'
import { connect, lifeOf, readCount, readWords, type Verb } from '../verb'

export const versions: Verb = {
  name: 'versions',
  aliases: ['version list'],
  summary: 'List the versions of a model, or show one',
  help: `hub versions MODEL|URI [--limit N] [--archived] [--json]

  hub versions penguins              all versions of the model, newest first
  hub versions model://penguins/v3   everything about one version`,

  async run(words, surroundings) {
    const options = { limit: { type: 'string' }, archived: { type: 'boolean' } } as const
    const { values, positionals } = readWords(words, options, 1)
    const { terminal } = surroundings
    if (!positionals[0]) throw invalid('Say which model: hub versions penguins.')
    const limit = readCount(values.limit, '--limit', 50)
    const client = await connect(surroundings)
    const { org, model, uri } = readModel(positionals[0], client.org)
    if (uri?.version) {
      const version = await client.get<Version>(await versionPath(client, uri))
      result(terminal, version, () => details(version))
      return undefined
    }
    const path = apiPath(org, 'models', model, 'versions')
    const items = await client.list<VersionItem>(path, lifeOf(values), limit)
    result(terminal, { items }, () =>
      items.length
        ? versionTable(items, 'number')
        : `${model} has no ${values.archived ? 'archived version' : 'version yet'}.`,
    )
    return undefined
  },
}

function details(version: Version): string[] {
  const { uri, state, digest, registeredBy, createdAt, source, note } = version
  const facts: [string, string][] = [
    ['State', version.life === 'live' ? state : `${state}, ${version.life}`],
    ['Digest', digest],
    ['By', `${registeredBy.name}, ${time(createdAt)}`],
    ['From', source.uri ?? source.kind],
    ['Aliases', version.aliases.join(', ')],
    ['Tags', version.tags.join(', ')],
    ['Metrics', valuesOf(version.metrics).join('  ')],
    ['Parameters', valuesOf(version.params).join('  ')],
    ['Note', note],
  ]
  const files = version.files.map(({ name, size, sha256 }) => [name, bytes(size), sha256])
  return [
    uri,
    ...facts.flatMap(([name, value]) => (value ? [`${name.padEnd(11)} ${value}`] : [])),
    ...(files.length ? ['', ...table(['FILE', 'SIZE', 'SHA-256'], files)] : []),
    ...version.warnings.map(({ message }) => `Warning: ${message}`),
  ]
}
