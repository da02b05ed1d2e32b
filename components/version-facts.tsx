import type { Uses } from '@/lib/lineage/view'
import { paths } from '@/lib/paths'
import type { ReviewedVersion } from '@/lib/versions/queries'
import { Actor } from './actor'
import { AliasChips } from './alias-chips'
import { Digest } from './digest'
import { TagPairs } from './experiments/tag-values'
import { Time } from './time'
import { Chip } from './ui/chip'
import { Properties } from './ui/properties'
import { Section } from './ui/section'
import { Uri } from './uri'
import { UsedBy } from './used-by'

interface VersionFactsProps {
  org: string
  version: ReviewedVersion
  uses: Uses
  now: Date
}

/** Who registered a version, from what, and the names it goes by. */
export function VersionFacts({ org, version, uses, now }: VersionFactsProps) {
  const { registeredBy, createdAt, uri, digest, aliases, tags, tagValues, run, latest } = version
  const names = [...(latest === version.version ? ['latest'] : []), ...aliases]
  return (
    <Section title="About">
      <Properties
        columns={1}
        items={[
          { label: 'Registered by', value: <Actor actor={registeredBy} /> },
          { label: 'Registered', value: <Time at={createdAt} now={now} exact /> },
          {
            label: 'Made by',
            value: run ? <Uri uri={run} org={org} /> : version.origin ? noRun : 'An upload, no run',
          },
          { label: 'Used by', value: <UsedBy uses={uses} href={paths.impact(org, uri)} /> },
          { label: 'URI', value: <Uri uri={uri} /> },
          { label: 'Digest', value: <Digest digest={digest} /> },
          {
            label: 'Aliases',
            value:
              names.length > 0 ? (
                <AliasChips
                  names={names}
                  hrefOf={(name) => paths.modelAlias(org, version.model, name)}
                  locked={version.protectedAliases}
                />
              ) : (
                <span className="text-ink-3">None</span>
              ),
          },
          { label: 'Tags', value: <Chips names={tags} /> },
        ]}
      />
      <TagPairs values={tagValues} />
    </Section>
  )
}

function Chips({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span className="text-ink-3">None</span>
  return (
    <ul className="flex flex-wrap gap-1">
      {names.map((name) => (
        <li key={name} className="min-w-0">
          <Chip>{name}</Chip>
        </li>
      ))}
    </ul>
  )
}

const noRun = 'A registration from MLflow, no run of the hub'
