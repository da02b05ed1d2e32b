import type { InUse } from '@/lib/history/view'
import { paths } from '@/lib/paths'
import { Digest } from '../digest'
import { StateBadge } from '../state-badge'
import { Chip } from '../ui/chip'
import { Cell, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { Caused } from './caused'
import { Gone, PastAliasRow, pastColumns } from './past-alias-table'

interface InUseTableProps {
  org: string
  inUse: InUse
}

/** What was in use of one model at a moment, each with what made it so. */
export function InUseTable({ org, inUse }: InUseTableProps) {
  const { model, latest, aliases, serving, asOf } = inUse
  // What was deleted since has no page that could be led to.
  const link = (version: number) =>
    inUse.gone ? (
      `v${version}`
    ) : (
      <TextLink href={paths.version(org, model, version)} quiet>
        v{version}
      </TextLink>
    )
  return (
    <Table caption={`In use of ${model}`} columns={pastColumns} size="md" fixed>
      {latest && (
        <Row>
          <RowHead>
            <Chip mono>latest</Chip>
          </RowHead>
          <Cell>
            <span className="flex flex-wrap items-center gap-2">
              {link(latest.version)}
              <StateBadge state={latest.state} />
              <Digest digest={latest.digest} />
            </span>
            {latest.flaws.length > 0 && (
              <p className="text-ink-2">It was {latest.flaws.join(' and ')} then.</p>
            )}
            <Gone gone={latest.gone} />
          </Cell>
          <Cell>
            <Caused org={org} cause={latest.cause} />
          </Cell>
        </Row>
      )}
      {aliases.map((one) => (
        <PastAliasRow
          key={one.alias}
          {...{ org, model }}
          alias={one}
          at={asOf}
          modelGone={inUse.gone}
        />
      ))}
      {serving.map(({ name, gone, target, revision, variants, others, cause }) => (
        <Row key={`${name} ${revision}`}>
          <RowHead>
            {gone ? (
              <span className="wrap-anywhere">{name}</span>
            ) : (
              <TextLink
                href={paths.deployment(org, name, { at: asOf })}
                quiet
                className="wrap-anywhere"
              >
                {name}
              </TextLink>
            )}
            <p className="font-regular text-ink-2">
              {target}, revision {revision}
            </p>
            {gone && <p className="font-regular text-ink-2">It was deleted since.</p>}
          </RowHead>
          <Cell>
            <ul>
              {variants.map((one) => (
                <li key={one.name}>
                  {link(one.version)} served {one.weight} %
                </li>
              ))}
            </ul>
            {others > 0 && <p className="text-ink-2">The rest went to other models.</p>}
          </Cell>
          <Cell>
            <Caused org={org} cause={cause} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

/** Whether nothing of a model was in use. */
export const isUnused = ({ latest, aliases, serving }: InUse) =>
  latest === null && aliases.length === 0 && serving.length === 0
