import type { DatasetWithAbilities } from '@/lib/datasets/view'
import { plural } from '@/lib/format'
import type { Uses } from '@/lib/lineage/view'
import { paths } from '@/lib/paths'
import { Actor } from './actor'
import { EditLink } from './edit-link'
import { Time } from './time'
import { Properties } from './ui/properties'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'

interface DatasetFactsProps {
  org: string
  dataset: DatasetWithAbilities
  uses: Uses
  now: Date
}

/** Which versions the names of a dataset lead to, and who made it. */
export function DatasetFacts({ org, dataset, uses, now }: DatasetFactsProps) {
  const { slug, createdBy, createdAt, latest, aliases, abilities } = dataset
  const names = [...(latest === null ? [] : [{ name: 'latest', version: latest }]), ...aliases]
  return (
    <>
      <Section
        title="Aliases"
        aside={
          <EditLink
            href={paths.datasetAliases(org, slug)}
            may={abilities.alias}
            why={paths.why(org, 'dataset_alias.move', `dataset://${slug}/`)}
            label="Change"
          />
        }
      >
        {names.length > 0 ? (
          <Properties
            columns={1}
            items={names.map(({ name, version }) => ({
              label: name,
              value: (
                <TextLink
                  href={paths.datasetVersion(org, slug, version)}
                  quiet
                  className="wrap-anywhere"
                >
                  {version}
                </TextLink>
              ),
            }))}
          />
        ) : (
          <p className="text-ink-2">None.</p>
        )}
      </Section>
      <Section title="About">
        <Properties
          columns={1}
          items={[
            { label: 'Made by', value: <Actor actor={createdBy} /> },
            { label: 'Made', value: <Time at={createdAt} now={now} exact /> },
            { label: 'Used by', value: plural(uses.runs, 'run') },
          ]}
        />
      </Section>
    </>
  )
}
