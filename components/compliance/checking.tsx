import type { Compliance } from '@/lib/compliance/view'
import { count, exactTime } from '@/lib/format'
import { paths } from '@/lib/paths'
import { Properties } from '../ui/properties'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { Mono } from './making'

interface CheckingProps {
  org: string
  told: Compliance
  /** Where the hub answers, without a trailing slash. */
  baseUrl: string
}

const columns: readonly Column[] = [
  { key: 'what', label: 'To see that', width: '18rem' },
  { key: 'how', label: 'run this' },
]

/** The head of the log that all this stands in, and how anybody checks it. */
export function Checking({ org, told, baseUrl }: CheckingProps) {
  const { checkpoint, decisions, version } = told
  const { uri, digest, model, version: number } = version
  const place = decisions.find(({ event }) => event?.index != null)?.event?.index ?? 0
  const token = '-H "Authorization: Bearer $HUB_TOKEN"'
  const rows: [string, string][] = [
    ['the files are those of this page', `hub pull '${uri}@${digest}' ./${model}-v${number}`],
    [
      'the latest decision stands in the log',
      `curl -fsS ${token} '${baseUrl}${paths.auditProof(org, place)}'`,
    ],
    [
      'no event of the log was changed',
      'hub audit export -o log.jsonl && hub audit verify --export log.jsonl',
    ],
    [
      'it needs no hub to check that',
      `curl -fsSO ${baseUrl}/cli/verify-audit.mjs && node verify-audit.mjs log.jsonl`,
    ],
    [
      'this page says what the hub says',
      `curl -fsS ${token} '${baseUrl}${paths.complianceJson(org, model, number)}'`,
    ],
  ]
  return (
    <Section title="How to check this">
      {checkpoint ? (
        <Properties
          columns={1}
          items={[
            { label: 'Log', value: <Mono text={checkpoint.origin} /> },
            { label: 'Sealed events', value: count(checkpoint.size) },
            { label: 'Head', value: <Mono text={checkpoint.head} /> },
            { label: 'Root', value: <Mono text={checkpoint.root} /> },
            { label: 'Signed', value: exactTime(checkpoint.sealedAt) },
          ]}
        />
      ) : (
        <p>Nothing of the log is sealed yet.</p>
      )}
      <Table caption="How to check this" columns={columns} size="md">
        {rows.map(([what, how]) => (
          <Row key={what}>
            <RowHead>
              <span className="whitespace-normal">{what}</span>
            </RowHead>
            <Cell>
              <Mono text={how} />
            </Cell>
          </Row>
        ))}
      </Table>
    </Section>
  )
}
