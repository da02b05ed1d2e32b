import type { Uses } from '@/lib/lineage/view'
import type { ModelWithAbilities } from '@/lib/models/view'
import { paths } from '@/lib/paths'
import { InProjects } from './in-projects'
import { LifeBadge } from './life-badge'
import { MayLink } from './may-link'
import { PageHeader } from './shell/page-header'
import { TagList } from './tag-list'
import { ButtonLink } from './ui/button'
import { LockIcon } from './ui/icons'
import { UsedBy } from './used-by'

interface ModelHeaderProps {
  org: string
  model: ModelWithAbilities
  uses: Uses
}

/** A model's name, its URI, whose it is, and its pages. */
export function ModelHeader({ org, model, uses }: ModelHeaderProps) {
  const { slug, name, uri, life, versions, abilities } = model
  return (
    <PageHeader
      title={name}
      badge={<LifeBadge life={life} />}
      trail={[{ href: paths.models(org), label: 'Models' }]}
      uri={uri}
      facts={<ModelFacts org={org} model={model} uses={uses} />}
      actions={
        <>
          {abilities.update.ok && <ButtonLink href={paths.modelEdit(org, slug)}>Edit</ButtonLink>}
          <MayLink
            href={paths.newVersion(org, slug)}
            label="New version"
            may={abilities.register}
            why={paths.why(org, 'version.register', uri)}
            kind="primary"
          />
        </>
      }
      tabs={[
        { href: paths.model(org, slug), label: 'Overview' },
        { href: paths.versions(org, slug), label: 'Versions', count: versions },
        { href: paths.modelAliases(org, slug), label: 'Aliases' },
        { href: paths.modelCompare(org, slug), label: 'Compare' },
        { href: paths.modelLineage(org, slug), label: 'Lineage' },
        { href: paths.modelHistory(org, slug), label: 'History' },
        { href: paths.modelActivity(org, slug), label: 'Activity' },
        { href: paths.policy(org, { model: slug }), label: 'Policy' },
        { href: paths.modelSettings(org, slug), label: 'Settings' },
      ]}
    />
  )
}

function ModelFacts({ org, model, uses }: ModelHeaderProps) {
  const { owner, projects, tags, accessMode, registeredName } = model
  return (
    <>
      <span className="min-w-0 wrap-anywhere">Owned by {owner.name}</span>
      {registeredName !== null && (
        <span className="min-w-0 wrap-anywhere">
          In MLflow <code className="font-mono">{registeredName}</code>
        </span>
      )}
      <InProjects org={org} projects={projects} />
      {uses.runs > 0 && (
        <span>
          Used by{' '}
          <UsedBy uses={uses} href={paths.modelLineage(org, model.slug, { direction: 'down' })} />
        </span>
      )}
      {accessMode === 'restricted' && (
        <span className="inline-flex items-center gap-1">
          <LockIcon />
          Restricted
        </span>
      )}
      {tags.length > 0 && <TagList tags={tags} />}
    </>
  )
}
