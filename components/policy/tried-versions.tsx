import { paths } from '@/lib/paths'
import type { TriedVersion } from '@/lib/policies/view'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'

interface TriedVersionsProps {
  org: string
  items: readonly TriedVersion[]
}

/** What the last versions would have got by rules that are not set yet. */
export function TriedVersions({ org, items }: TriedVersionsProps) {
  if (items.length === 0)
    return <p className="text-ink-2">There is no version yet to try the rules against.</p>
  const count = (would: TriedVersion['would']) =>
    items.filter((item) => item.would === would).length
  return (
    <div className="flex flex-col gap-2">
      <p>
        Of the last {items.length}: {count('approved')} would be approved, {count('waits')} would
        wait for approvals, {count('blocked')} would be blocked. Each is judged against the approved
        version before it.
      </p>
      <Table caption="What the last versions would have got" columns={columns} size="md" contained>
        {items.map(({ uri, model, version, state, would, approvals, message, base }) => (
          <Row key={uri}>
            <RowHead>
              <TextLink href={paths.version(org, model, version)} quiet>
                <span className="wrap-anywhere">
                  {model} v{version}
                </span>
              </TextLink>
            </RowHead>
            <Cell>{state}</Cell>
            <Cell>
              <span className={`font-strong ${looks[would].look}`}>{looks[would].word}</span>
            </Cell>
            <Cell numeric>
              {approvals.given} of {approvals.needed}
            </Cell>
            <Cell nothing="none before it">{base !== null && `v${base}`}</Cell>
            <Cell>
              <span className="wrap-anywhere text-ink-2">{message}</span>
            </Cell>
          </Row>
        ))}
      </Table>
    </div>
  )
}

const looks = {
  approved: { word: 'Approved', look: 'text-approved' },
  waits: { word: 'Waiting', look: 'text-pending' },
  blocked: { word: 'Blocked', look: 'text-rejected' },
} as const

const columns: readonly Column[] = [
  { key: 'version', label: 'Version', width: '11rem' },
  { key: 'state', label: 'Is', width: '6rem' },
  { key: 'would', label: 'Would be', width: '6rem' },
  { key: 'approvals', label: 'Approvals', numeric: true, width: '6rem' },
  { key: 'base', label: 'Against', width: '5rem' },
  { key: 'why', label: 'Why' },
]
