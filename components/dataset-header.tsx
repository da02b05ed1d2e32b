import type { DatasetWithAbilities } from '@/lib/datasets/view'
import { paths } from '@/lib/paths'
import { InProjects } from './in-projects'
import { LifeBadge } from './life-badge'
import { MayLink } from './may-link'
import { PageHeader } from './shell/page-header'
import { TagList } from './tag-list'

interface DatasetHeaderProps {
  org: string
  dataset: DatasetWithAbilities
}

/** A dataset's name, its URI, where it belongs, and its pages. */
export function DatasetHeader({ org, dataset }: DatasetHeaderProps) {
  const { slug, uri, life, projects, tags, abilities } = dataset
  return (
    <PageHeader
      title={slug}
      badge={<LifeBadge life={life} />}
      trail={[{ href: paths.datasets(org), label: 'Datasets' }]}
      uri={uri}
      facts={
        <>
          <InProjects org={org} projects={projects} />
          {tags.length > 0 && (
            <TagList tags={tags} hrefOf={(tag) => paths.datasets(org, { tag })} />
          )}
        </>
      }
      actions={
        <MayLink
          href={paths.newDatasetVersion(org, slug)}
          label="New version"
          may={abilities.register}
          why={paths.why(org, 'dataset_version.register', uri)}
          kind="primary"
        />
      }
      tabs={[
        { href: paths.dataset(org, slug), label: 'Overview' },
        { href: paths.datasetAliases(org, slug), label: 'Aliases' },
        { href: paths.datasetSettings(org, slug), label: 'Settings' },
      ]}
    />
  )
}
