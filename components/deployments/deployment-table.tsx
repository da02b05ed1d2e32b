import type { Deployment } from '@/lib/deployments/view'
import { paths } from '@/lib/paths'
import { Actor } from '../actor'
import { LifeBadge } from '../life-badge'
import { Time } from '../time'
import { Chip } from '../ui/chip'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { FollowsMark } from './follows-mark'
import { Split } from './split'

export const deploymentColumns: readonly Column[] = [
  { key: 'name', label: 'Name', width: '22%' },
  { key: 'target', label: 'Target', width: '7rem' },
  { key: 'serves', label: 'Serves now' },
  { key: 'project', label: 'Project', width: '7rem' },
  { key: 'by', label: 'By', width: '7.5rem' },
  { key: 'since', label: 'Since', width: '6rem', numeric: true },
]

interface DeploymentTableProps {
  org: string
  deployments: readonly Deployment[]
  now: Date
}

/** What serves where now, since when, and by whose doing. */
export function DeploymentTable({ org, deployments, now }: DeploymentTableProps) {
  return (
    <Table caption="Deployments" columns={deploymentColumns} size="lg" fixed>
      {deployments.map((deployment) => {
        const { name, target, project, variants, hidden, current, archived } = deployment
        return (
          <Row key={name}>
            <RowHead>
              <div className="flex flex-wrap items-baseline gap-x-2.5">
                <TextLink
                  href={paths.deployment(org, name)}
                  quiet
                  className="line-clamp-2 font-strong wrap-anywhere"
                >
                  {name}
                </TextLink>
                <LifeBadge life={archived ? 'archived' : 'live'} />
                <FollowsMark deployment={deployment} />
              </div>
            </RowHead>
            <Cell>
              <span className="flex min-w-0 *:max-w-full" title={target}>
                <Chip>{target}</Chip>
              </span>
            </Cell>
            <Cell>
              <Split org={org} variants={variants} hidden={hidden} />
            </Cell>
            <Cell>
              <TextLink
                href={paths.project(org, project)}
                quiet
                className="line-clamp-2 wrap-anywhere"
              >
                {project}
              </TextLink>
            </Cell>
            <Cell nothing="nobody yet">
              {current && (
                <span className="line-clamp-2">
                  <Actor actor={current.by} />
                </span>
              )}
            </Cell>
            <Cell numeric nothing="never">
              {current && (
                <span className="text-ink-2">
                  <Time at={current.at} now={now} />
                </span>
              )}
            </Cell>
          </Row>
        )
      })}
    </Table>
  )
}
