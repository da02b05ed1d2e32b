import type { DatasetVersionItem, DatasetWithAbilities } from '@/lib/datasets/view'
import { plural } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { Page } from '@/lib/view'
import { DatasetVersionTable } from './dataset-version-table'
import { NothingYet } from './ui/empty'
import { Pager } from './ui/pager'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'

interface DatasetVersionsProps {
  org: string
  dataset: DatasetWithAbilities
  versions: Page<DatasetVersionItem>
  cursor: string | undefined
  now: Date
}

/** The versions of a dataset with their pages, and the way to compare two of them. */
export function DatasetVersions({ org, dataset, versions, cursor, now }: DatasetVersionsProps) {
  const { slug, latest, abilities, versionCount } = dataset
  const { items, nextCursor } = versions
  return (
    <Section
      title="Versions"
      aside={
        versionCount > 1 && (
          <span className="flex flex-wrap gap-x-4">
            {plural(versionCount, 'version')}
            <TextLink href={paths.datasetCompare(org, slug)}>Compare two</TextLink>
          </span>
        )
      }
    >
      {items.length > 0 ? (
        <DatasetVersionTable org={org} versions={items} latest={latest} now={now} />
      ) : (
        <NothingYet
          how={
            abilities.register.ok && (
              <TextLink href={paths.newDatasetVersion(org, slug)}>Upload the first</TextLink>
            )
          }
        >
          Versions appear here once a run makes one, or a member uploads its files.
        </NothingYet>
      )}
      <Pager
        label="versions"
        firstHref={cursor ? paths.dataset(org, slug) : null}
        nextHref={nextCursor ? paths.dataset(org, slug, { cursor: nextCursor }) : null}
      />
    </Section>
  )
}
