import type { Deployment } from '@/lib/deployments/view'
import { type DeploymentFilters, paths } from '@/lib/paths'
import type { Ability, Page } from '@/lib/view'
import { archivedChoice } from '../archived-choice'
import { FilteredList } from '../filtered-list'
import { projectChoices } from '../project-choices'
import { Snippet } from '../snippets'
import { NothingYet } from '../ui/empty'
import { TextLink } from '../ui/text-link'
import { WhyNot } from '../why-not'
import { DeploymentTable } from './deployment-table'

interface DeploymentListProps {
  org: string
  deployments: Page<Deployment>
  filters: Pick<DeploymentFilters, keyof DeploymentFilters>
  projects: readonly { slug: string; name: string }[]
  targets: readonly string[]
  may: Ability
  now: Date
}

/** Deployments with their filters. */
export function DeploymentList(props: DeploymentListProps) {
  const { org, deployments, filters, projects, targets, may, now } = props
  const { items, nextCursor } = deployments
  return (
    <FilteredList
      what="deployments"
      filters={{ ...filters }}
      addressOf={(changed) => paths.deployments(org, changed)}
      choices={[
        ...projectChoices(projects),
        {
          name: 'target',
          label: 'Target',
          any: 'Any target',
          options: targets.map((target) => ({ value: target, label: target })),
        },
        archivedChoice,
      ]}
      nextCursor={nextCursor}
      none={<FirstDeployment org={org} may={may} />}
    >
      {items.length > 0 && <DeploymentTable org={org} deployments={items} now={now} />}
    </FilteredList>
  )
}

/** What stands in a list without deployments: how the first comes to be. */
function FirstDeployment({ org, may }: Pick<DeploymentListProps, 'org' | 'may'>) {
  if (!may.ok)
    return (
      <NothingYet
        how={
          <p className="text-ink-2">
            To make one: {may.reason} <WhyNot href={paths.why(org, 'deployment.create')} />
          </p>
        }
      >
        Deployments appear here with what serves where.
      </NothingYet>
    )
  return (
    <NothingYet how={<Snippet what="the commands" code={applying('my-service')} />}>
      Deployments appear here with what serves where.{' '}
      <TextLink href={paths.newDeployment(org)}>Make one</TextLink>, or write the split into a file
      and apply it:
    </NothingYet>
  )
}

/** How a deployment is made, and given its split, in a terminal. */
function applying(name: string): string {
  return [
    "cat > split.yaml <<'END'",
    '- first:',
    '    model: model://my-model/latest',
    '    traffic: 100%',
    'END',
    `hub deploy apply split.yaml --name ${name} --project my-project --target production`,
  ].join('\n')
}
