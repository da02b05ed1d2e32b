import type { DatasetVersionItem } from '@/lib/datasets/view'
import { bytes, plural } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { Ability } from '@/lib/view'
import { AliasChips } from './alias-chips'
import { MayLink } from './may-link'
import { PageHeader } from './shell/page-header'
import { TagList } from './tag-list'
import { ButtonLink } from './ui/button'

interface DatasetVersionHeaderProps {
  org: string
  version: DatasetVersionItem & { abilities: { update: Ability } }
}

/** The name of a version, its aliases, how much it is, and what can be done with it. */
export function DatasetVersionHeader({ org, version }: DatasetVersionHeaderProps) {
  const { dataset, version: name, uri, aliases, tags, fileCount, size } = version
  return (
    <PageHeader
      title={name}
      badge={<AliasChips names={aliases} />}
      trail={[
        { href: paths.datasets(org), label: 'Datasets' },
        { href: paths.dataset(org, dataset), label: dataset },
      ]}
      uri={uri}
      facts={
        <>
          <span>
            {plural(fileCount, 'file')}, {bytes(size)}
          </span>
          {tags.length > 0 && <TagList tags={tags} />}
        </>
      }
      actions={
        <>
          <ButtonLink href={paths.lineage(org, { uri })}>Lineage</ButtonLink>
          <ButtonLink href={paths.impact(org, uri)}>What depends on it</ButtonLink>
          <ButtonLink href={paths.datasetCompare(org, dataset, { to: name })}>Compare</ButtonLink>
          <MayLink
            href={paths.datasetVersionEdit(org, dataset, name)}
            label="Edit"
            may={version.abilities.update}
            why={paths.why(org, 'dataset_version.update', version.uri)}
          />
        </>
      }
    />
  )
}
