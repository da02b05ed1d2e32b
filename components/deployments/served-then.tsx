import type { PastDeployment } from '@/lib/history/view'
import { paths } from '@/lib/paths'
import { Digest } from '../digest'
import { Caused } from '../history/caused'
import { StateBadge } from '../state-badge'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { Uri } from '../uri'
import { revisionWords } from './revision-words'
import { Percent, restOf, Split } from './split'

const columns: readonly Column[] = [
  { key: 'variant', label: 'Variant', width: '24%' },
  { key: 'weight', label: 'Traffic', numeric: true, width: '4.5rem' },
  { key: 'version', label: 'Version and digest' },
  { key: 'state', label: 'Then', width: '7rem' },
]

/** The split that was in force at a moment, with what each version was then and who made it so. */
export function ServedThen({ org, then }: { org: string; then: PastDeployment }) {
  const { name, target, revision, variants, hidden, cause } = then
  return (
    <Section
      title="Served then"
      aside={
        <TextLink href={paths.deploymentRevision(org, name, revision)}>
          Revision #{revision}
        </TextLink>
      }
    >
      <div className="flex min-w-0 flex-col gap-4">
        <Split {...{ org, variants, hidden }} large />
        <div>
          <p>
            {revisionWords(then)}, for {target}
          </p>
          <Caused org={org} cause={cause} />
        </div>
        {variants.length + hidden > 0 && (
          <Table caption="Variants then" columns={columns} size="sm" fixed>
            {variants.map((one) => (
              <Row key={one.name}>
                <RowHead>
                  <span className="line-clamp-3 wrap-anywhere">{one.name}</span>
                </RowHead>
                <Cell numeric>
                  <Percent of={one.weight} />
                </Cell>
                <Cell>
                  <Uri uri={one.uri} org={org} />
                  <span className="block text-ink-2">
                    <Digest digest={one.digest} what={`the digest of ${one.uri}`} />
                  </span>
                </Cell>
                <Cell>
                  <StateBadge state={one.state} />
                </Cell>
              </Row>
            ))}
            {hidden > 0 && <HiddenRow rest={restOf(variants)} />}
          </Table>
        )}
      </div>
    </Section>
  )
}

function HiddenRow({ rest }: { rest: number }) {
  return (
    <Row>
      <RowHead>
        <span className="text-ink-2">The rest</span>
      </RowHead>
      <Cell numeric>
        <Percent of={rest} />
      </Cell>
      <Cell>
        <span className="text-ink-2">Of models that you may not see</span>
      </Cell>
      <Cell nothing="not told" />
    </Row>
  )
}
