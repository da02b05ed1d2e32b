import { type FilterKey, filterKeys, type Subject } from '@/lib/filter/keys'
import { table } from './markdown'

/** The keys of the filter language, for the guide. */
export function keyTables(): string {
  const versions: readonly FilterKey[] = filterKeys.versions
  const isOfVersions = ({ key, help }: FilterKey) =>
    versions.some((known) => known.key === key && known.help === help)
  const models: readonly FilterKey[] = filterKeys.models
  return [
    'Of versions:',
    keyTable('versions', versions),
    'Of models, besides what is asked of the version:',
    keyTable(
      'models',
      models.filter((key) => !isOfVersions(key)),
    ),
    'Of runs:',
    keyTable('runs', filterKeys.runs),
  ].join('\n\n')
}

function keyTable(subject: Subject, keys: readonly FilterKey[]): string {
  const rows = keys.map(({ key, named, help, example }) => [
    `\`${key}${named ? '.…' : ''}\``,
    help,
    `\`${example}\``,
  ])
  return table([`key of ${subject}`, 'asks', 'for example'], rows)
}
