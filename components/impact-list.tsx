import { plural } from '@/lib/format'
import type { Affected, ImpactPage } from '@/lib/lineage/view'
import { paths } from '@/lib/paths'
import { ImpactTable } from './impact-table'
import { ButtonLink } from './ui/button'
import { NothingYet } from './ui/empty'
import { DownloadIcon } from './ui/icons'
import { Pager } from './ui/pager'
import { Section } from './ui/section'

interface ImpactListProps {
  org: string
  impact: ImpactPage
  cursor: string | undefined
}

/** Everything that depends on something, counted, as a table and as CSV. */
export function ImpactList({ org, impact, cursor }: ImpactListProps) {
  const { subject, affected, items, nextCursor } = impact
  const words = affectedWords(affected)
  if (!words)
    return (
      <NothingYet>
        Nothing depends on it so far. Runs that take it as an input, and what they make of it, will
        stand here.
      </NothingYet>
    )
  return (
    <Section
      title={words}
      aside={
        <ButtonLink href={paths.impactCsv(org, subject.uri)} download>
          <DownloadIcon />
          CSV
        </ButtonLink>
      }
    >
      <ImpactTable org={org} items={items} marked={!subject.recalled} />
      <Pager
        label="what depends on it"
        firstHref={cursor ? paths.impact(org, subject.uri) : null}
        nextHref={nextCursor ? paths.impact(org, subject.uri, { cursor: nextCursor }) : null}
        nextLabel="Next"
      />
    </Section>
  )
}

/** "1 deployment serving now, 2 aliases, 12 versions, 3 runs"; empty where there is nothing. */
export function affectedWords(affected: Affected): string {
  const { deployments, aliases, versions, datasetVersions, runs, files, pastDeployments } = affected
  return [
    deployments > 0 && `${plural(deployments, 'deployment')} serving now`,
    aliases > 0 && plural(aliases, 'alias', 'aliases'),
    versions > 0 && plural(versions, 'version'),
    datasetVersions > 0 && plural(datasetVersions, 'dataset version'),
    runs > 0 && plural(runs, 'run'),
    files > 0 && plural(files, 'file'),
    pastDeployments > 0 && plural(pastDeployments, 'past deployment'),
  ]
    .filter(Boolean)
    .join(', ')
}
