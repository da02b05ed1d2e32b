import type { Model } from '@/lib/models/view'
import { paths } from '@/lib/paths'
import { LifeBadge } from './life-badge'
import { ProjectLinks } from './project-links'
import { StateBadge } from './state-badge'
import { Time } from './time'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

export const modelColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'newest', label: 'Newest version', width: '9.25rem' },
  { key: 'latest', label: 'Current approved', width: '8rem' },
  { key: 'projects', label: 'Projects', width: '8.5rem' },
  { key: 'owner', label: 'Owner', width: '7.5rem' },
  { key: 'modified', label: 'Modified', width: '6.5rem', numeric: true },
]

interface ModelTableProps {
  org: string
  models: readonly Model[]
  now: Date
  caption?: string
}

/** The inventory: what there is, what is new, what is approved, whose it is. */
export function ModelTable({ org, models, now, caption = 'Models' }: ModelTableProps) {
  return (
    <Table caption={caption} columns={modelColumns} size="lg" fixed>
      {models.map((model) => (
        <Row key={model.slug}>
          <RowHead>
            <div className="flex flex-wrap items-baseline gap-x-2.5">
              <TextLink
                href={paths.model(org, model.slug)}
                quiet
                className="line-clamp-2 font-strong"
              >
                {model.name}
              </TextLink>
              <code className="hidden max-w-full truncate font-mono text-ink-3 sm:inline">
                model://{model.slug}
              </code>
              <LifeBadge life={model.life} />
            </div>
          </RowHead>
          <Cell nothing="no version">
            {model.newest && (
              <span className="flex items-center gap-2">
                <TextLink
                  href={paths.version(org, model.slug, model.newest.version)}
                  quiet
                  className="min-w-7"
                >
                  v{model.newest.version}
                </TextLink>
                <StateBadge state={model.newest.state} />
              </span>
            )}
          </Cell>
          <Cell nothing="nothing approved">
            {model.latest && (
              <TextLink href={paths.version(org, model.slug, model.latest.version)} quiet>
                v{model.latest.version}
              </TextLink>
            )}
          </Cell>
          <Cell>
            <ProjectLinks org={org} projects={model.projects} />
          </Cell>
          <Cell>
            <span className="line-clamp-2">{model.owner.name}</span>
          </Cell>
          <Cell numeric>
            <span className="text-ink-2">
              <Time at={model.updatedAt} now={now} />
            </span>
          </Cell>
        </Row>
      ))}
    </Table>
  )
}
