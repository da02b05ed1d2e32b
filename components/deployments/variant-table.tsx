import type { Variant } from '@/lib/deployments/view'
import { plural } from '@/lib/format'
import { Digest } from '../digest'
import { LifeBadge } from '../life-badge'
import { StateBadge } from '../state-badge'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { Uri } from '../uri'
import { Percent, restOf } from './split'

export const variantColumns: readonly Column[] = [
  { key: 'variant', label: 'Variant', width: '24%' },
  { key: 'weight', label: 'Traffic', numeric: true, width: '4.5rem' },
  { key: 'version', label: 'Version and digest' },
  { key: 'state', label: 'By now', width: '7rem' },
]

interface VariantTableProps {
  org: string
  variants: readonly Variant[]
  hidden: number
}

/** The versions of a split: what each is called, how much of the traffic it gets, and what it is by now. */
export function VariantTable({ org, variants, hidden }: VariantTableProps) {
  if (variants.length + hidden === 0) return null
  return (
    <Table caption="Variants" columns={variantColumns} size="sm" fixed>
      {variants.map(({ name, uri, weight, state, life, digest, asked }) => (
        <Row key={name}>
          <RowHead>
            <span className="line-clamp-3 wrap-anywhere">{name}</span>
          </RowHead>
          <Cell numeric>
            <Percent of={weight} />
          </Cell>
          <Cell>
            <Uri uri={uri} org={org} />
            <span className="block text-ink-2">
              <Digest digest={digest} what={`the digest of ${uri}`} />
            </span>
            {asked !== uri && (
              <span className="block text-ink-2">
                asked for as <code className="font-mono wrap-anywhere">{asked}</code>
              </span>
            )}
          </Cell>
          <Cell>
            <span className="flex flex-wrap gap-1">
              <StateBadge state={state} />
              <LifeBadge life={life} />
            </span>
          </Cell>
        </Row>
      ))}
      {hidden > 0 && (
        <Row>
          <RowHead>
            <span className="text-ink-2">{plural(hidden, 'more version')}</span>
          </RowHead>
          <Cell numeric>
            <Percent of={restOf(variants)} />
          </Cell>
          <Cell>
            <span className="text-ink-2">Of models that you may not see</span>
          </Cell>
          <Cell nothing="not told" />
        </Row>
      )}
    </Table>
  )
}
