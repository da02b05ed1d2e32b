import { plural } from '@/lib/format'
import type { ImpactPage, LineageNode } from '@/lib/lineage/view'
import { Actor } from './actor'
import { KindIcon } from './lineage/kind-icon'
import { NodeState, RecalledMark } from './lineage/node-state'
import { Disclosure } from './ui/disclosure'
import { Cell, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'
import { Uri, UriText } from './uri'

type Item = ImpactPage['items'][number]

const kindWords = {
  deployment: 'Deployment',
  alias: 'Alias',
  version: 'Version',
  dataset_version: 'Dataset version',
  run: 'Run',
  file: 'File',
} as const satisfies Record<Item['kind'], string>

/** The kind of node that is affected. */
export function nodeKindOf(kind: Item['kind']): LineageNode['kind'] {
  if (kind === 'alias') return 'version'
  return kind === 'deployment' ? 'deployment_revision' : kind
}

export const impactColumns = [
  { key: 'what', label: 'What', width: '30%' },
  { key: 'kind', label: 'Kind', width: '8rem' },
  { key: 'state', label: 'State', width: '7rem' },
  { key: 'owner', label: 'Owner', width: '8rem' },
  { key: 'path', label: 'By way of' },
]

export const impactCaption = 'What depends on it'

interface ImpactTableProps {
  org: string
  items: readonly Item[]
  /** Says which are recalled: not where all of them are. */
  marked: boolean
}

/** Everything that depends on one thing, whose it is, and how it got there. */
export function ImpactTable({ org, items, marked }: ImpactTableProps) {
  return (
    <Table caption={impactCaption} columns={impactColumns} size="lg" fixed>
      {items.map(({ uri, url, kind, state, owner, recalled, path }) => (
        <Row key={`${kind} ${uri}`}>
          <RowHead>
            <TextLink href={url} quiet className="font-mono wrap-anywhere">
              <UriText uri={uri} />
            </TextLink>
          </RowHead>
          <Cell>
            <span className="inline-flex items-center gap-1.5 align-middle">
              <KindIcon kind={nodeKindOf(kind)} className="text-ink-3" />
              {kindWords[kind]}
            </span>
          </Cell>
          <Cell nothing="no state">
            {(state || (recalled && marked)) && (
              <span className="inline-flex flex-wrap items-center gap-x-2 align-middle">
                <NodeState kind={nodeKindOf(kind)} state={state} />
                {recalled && marked && <RecalledMark />}
              </span>
            )}
          </Cell>
          <Cell nothing="nobody here">{owner && <Actor actor={owner} />}</Cell>
          <Cell>
            <Path org={org} path={path} of={uri} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

/** The steps between the thing itself and what depends on it; a long way opens on demand. */
function Path({ org, path, of }: { org: string; path: readonly string[]; of: string }) {
  const between = path.slice(1).filter((uri) => uri !== of)
  if (between.length === 0) return <span className="text-ink-2">Directly</span>
  const steps = (
    <ol className="flex min-w-0 flex-col">
      {between.map((uri) => (
        <li key={uri} className="flex min-w-0 gap-1">
          <span aria-hidden="true" className="text-ink-3">
            →
          </span>
          <Uri uri={uri} org={org} copy={false} />
        </li>
      ))}
    </ol>
  )
  if (between.length <= 2) return steps
  return (
    <Disclosure summary={plural(between.length, 'step')}>
      {steps}
      <span className="sr-only">to {of}</span>
    </Disclosure>
  )
}
