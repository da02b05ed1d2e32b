import type { DatasetDiff, DatasetVersionItem } from '@/lib/datasets/view'
import { bytes, count, plural } from '@/lib/format'
import { pathOfUri } from '@/lib/paths'
import { ChangeList } from './change-list'
import { fieldChanges } from './field-changes'
import { FileChangeTable } from './file-change-table'
import { Pager } from './ui/pager'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'

interface DatasetDiffViewProps {
  org: string
  left: DatasetVersionItem
  right: DatasetVersionItem
  diff: DatasetDiff
  firstHref: string | null
  addressOf: (cursor: string) => string
}

/** What differs between two versions: how much, which files, and what is said about them. */
export function DatasetDiffView(props: DatasetDiffViewProps) {
  const { org, left, right, diff, firstHref, addressOf } = props
  const said = fieldChanges(aboutOf(left), aboutOf(right))
  return (
    <>
      {said.length > 0 && (
        <Section title="Description, tags and properties">
          <ChangeList changes={said} />
        </Section>
      )}
      <Section title="Files">
        <p>
          {summary(diff)} <VersionSize org={org} version={left} /> became{' '}
          <VersionSize org={org} version={right} />.
        </p>
        {diff.items.length > 0 && <FileChangeTable org={org} changes={diff.items} />}
        <Pager
          label="changed files"
          firstHref={firstHref}
          nextHref={diff.nextCursor ? addressOf(diff.nextCursor) : null}
          nextLabel="Next"
        />
      </Section>
    </>
  )
}

function VersionSize({ org, version }: { org: string; version: DatasetVersionItem }) {
  const { version: name, uri, fileCount, size } = version
  return (
    <>
      <TextLink href={pathOfUri(org, uri) ?? ''} className="wrap-anywhere">
        {name}
      </TextLink>{' '}
      <span className="text-ink-2">
        ({plural(fileCount, 'file')}, {bytes(size)})
      </span>
    </>
  )
}

function aboutOf({ description, tags, properties }: DatasetVersionItem) {
  return { description, tags, properties }
}

/** "3 added, 1 changed, 204 the same." */
function summary({ added, removed, changed, unchanged }: DatasetDiff): string {
  const parts = [
    [added, 'added'],
    [removed, 'removed'],
    [changed, 'changed'],
    [unchanged, 'the same'],
  ] as const
  const told = parts
    .filter(([files]) => files > 0)
    .map(([files, word]) => `${count(files)} ${word}`)
  if (told.length === 0) return 'Neither has files.'
  return `${told.join(', ')}.`
}
