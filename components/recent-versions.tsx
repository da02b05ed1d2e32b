import { plural } from '@/lib/format'
import type { ModelWithAbilities } from '@/lib/models/view'
import { paths } from '@/lib/paths'
import type { VersionItem } from '@/lib/versions/view'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'
import { VersionHistory } from './version-history'

interface RecentVersionsProps {
  org: string
  model: Pick<ModelWithAbilities, 'slug' | 'latest' | 'versions' | 'protectedAliases'>
  /** Highest number first. */
  recent: readonly VersionItem[]
  now: Date
}

/** The last few versions of a model and the way to all of them. */
export function RecentVersions({ org, model, recent, now }: RecentVersionsProps) {
  if (recent.length === 0) return null
  const { slug, latest, versions } = model
  const all = (
    <TextLink href={paths.versions(org, slug)}>
      {versions === 1 ? 'Compare metrics' : `All ${plural(versions, 'version')}`}
    </TextLink>
  )
  return (
    <Section title="Version history" aside={all}>
      <VersionHistory
        {...{ org, now }}
        versions={recent}
        latest={latest?.version ?? null}
        locked={model.protectedAliases}
      />
    </Section>
  )
}
