import type { DeploymentWithAbilities } from '@/lib/deployments/view'
import { paths } from '@/lib/paths'
import { Actor } from '../actor'
import { Time } from '../time'
import { NothingYet } from '../ui/empty'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { revisionWords } from './revision-words'
import { Split } from './split'
import { VariantTable } from './variant-table'
import { VariantWarnings } from './variant-warnings'

interface ServingNowProps {
  org: string
  deployment: DeploymentWithAbilities
  now: Date
}

/** The split in force, drawn and as a table, and how it came to be. */
export function ServingNow({ org, deployment, now }: ServingNowProps) {
  const { name, revision, current, variants, hidden, abilities, archived } = deployment
  if (!current)
    return (
      <Section title="Serves now">
        <NothingYet>
          It serves nothing yet.{' '}
          {abilities.revise.ok && !archived && (
            <TextLink href={paths.newRevision(org, name)}>
              Choose versions and their traffic.
            </TextLink>
          )}
        </NothingYet>
      </Section>
    )
  return (
    <Section
      title="Serves now"
      aside={
        <TextLink href={paths.deploymentRevision(org, name, revision)}>
          Revision #{revision}
        </TextLink>
      }
    >
      <div className="flex min-w-0 flex-col gap-4">
        <Split org={org} variants={variants} hidden={hidden} large />
        <p>
          {revisionWords(current)} by <Actor actor={current.by} strong />,{' '}
          <Time at={current.at} now={now} exact />
          {current.note ? (
            <span className="block max-w-[68ch] text-prose whitespace-pre-line wrap-anywhere">
              {current.note}
            </span>
          ) : (
            <span className="text-ink-2">, without a note</span>
          )}
        </p>
        <VariantWarnings variants={variants} />
        <VariantTable org={org} variants={variants} hidden={hidden} />
      </div>
    </Section>
  )
}
