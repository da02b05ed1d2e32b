import type { DatasetVersionItem } from '@/lib/datasets/view'
import { paths } from '@/lib/paths'
import type { Ability } from '@/lib/view'
import type { FormAction } from './action-result'
import { Actor } from './actor'
import { AliasPointForm } from './alias-point-form'
import { Digest } from './digest'
import { Snippet } from './snippets'
import { Time } from './time'
import { LockIcon } from './ui/icons'
import { Properties } from './ui/properties'
import { Section } from './ui/section'
import { Uri } from './uri'
import { WhyNot } from './why-not'

interface DatasetVersionFactsProps {
  org: string
  version: DatasetVersionItem & { abilities: { alias: Ability } }
  /** Those of the dataset. */
  aliases: readonly string[]
  /** Reads `alias` from the form. */
  point: FormAction
  now: Date
}

/** Who made a version and of what, the names that lead to it, and how a job takes it. */
export function DatasetVersionFacts(props: DatasetVersionFactsProps) {
  const { org, version, aliases, point, now } = props
  const { dataset, uri, digest, previous, run, createdBy, createdAt, abilities } = version
  return (
    <>
      <Section title="About">
        <Properties
          columns={1}
          items={[
            { label: 'Made by', value: <Actor actor={createdBy} /> },
            { label: 'Made', value: <Time at={createdAt} now={now} exact /> },
            { label: 'Run', value: run ? <Uri uri={run} org={org} /> : 'An upload, no run' },
            ...(previous ? [{ label: 'Began with', value: <Uri uri={previous} org={org} /> }] : []),
            { label: 'Digest', value: <Digest digest={digest} /> },
          ]}
        />
      </Section>
      <Section title="Point an alias here">
        {abilities.alias.ok ? (
          <AliasPointForm dataset={dataset} aliases={aliases} point={point} />
        ) : (
          <p className="flex gap-1.5 text-ink-2">
            <LockIcon className="mt-0.5" />
            <span>
              {abilities.alias.reason} <WhyNot href={paths.why(org, 'dataset_alias.move', uri)} />
            </span>
          </p>
        )}
      </Section>
      <Section title="Use it">
        <Snippet what="the command" code={`hub pull ${uri}`} />
      </Section>
    </>
  )
}
