import { metric, precisionOf, signed } from '@/lib/format'
import type { GateResult } from '@/lib/gates/view'
import { StateIcon } from '../state-badge'
import { ErrorIcon } from '../ui/error-icon'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'

interface GateRowsProps {
  gates: readonly GateResult[]
  /** Its number. */
  candidate: number
  /** The number of the version that it was held against; null where nothing is approved. */
  approved: number | null
}

/**
 * What each gate saw of the candidate and of the version in use, and what came of it. The outcome stands
 * with the name, so that it is in sight where the numbers are scrolled to.
 */
export function GateRows({ gates, candidate, approved }: GateRowsProps) {
  return (
    <Table caption="Gates" columns={columns(candidate, approved)} least={33}>
      {gates.map((gate) => (
        // Two policies may each have one of this name.
        <Row key={`${gate.name} ${gate.cel}`}>
          <RowHead>
            <span className="flex max-w-[42vw] flex-col gap-1 py-1 wrap-anywhere sm:max-w-60">
              <span className="flex flex-wrap gap-x-2">
                <GateWord result={gate.result} />
                <span className="font-strong">{gate.name}</span>
              </span>
              <span className="text-ink-2">{gate.message}</span>
              <code
                className="line-clamp-3 font-mono text-ink-2 max-sm:hidden print:line-clamp-none"
                title={gate.cel}
              >
                {gate.cel}
              </code>
            </span>
          </RowHead>
          <Numbers gate={gate} />
        </Row>
      ))}
    </Table>
  )
}

/** Candidate, approved, difference and threshold, with their decimal points alike. */
function Numbers({ gate }: { gate: GateResult }) {
  const { candidate, approved } = gate
  const both = typeof candidate === 'number' && typeof approved === 'number'
  const gap = both ? exact(candidate - approved) : null
  const threshold = gate.threshold === null ? null : exact(gate.threshold)
  const precision = precisionOf([candidate, approved, threshold, gap])
  const nothing = gate.metric === null ? 'not one metric' : 'none'
  return (
    <>
      <Cell numeric nothing={nothing}>
        {candidate !== null && metric(candidate, precision)}
      </Cell>
      <Cell numeric nothing={nothing}>
        {approved !== null && metric(approved, precision)}
      </Cell>
      <Cell numeric nothing="none">
        {gap !== null && signed(gap, precision)}
      </Cell>
      <Cell numeric nothing="none">
        {threshold !== null && metric(threshold, precision)}
      </Cell>
    </>
  )
}

/** A number without what binary fractions add to it. */
const exact = (value: number) => Number(value.toPrecision(12))

const words = {
  pass: { text: 'Pass', tone: 'text-approved', icon: <StateIcon state="approved" /> },
  fail: { text: 'Fail', tone: 'text-rejected', icon: <StateIcon state="rejected" /> },
  error: { text: 'Error', tone: 'text-rejected', icon: <ErrorIcon /> },
} as const satisfies Record<GateResult['result'], unknown>

/** Whether a gate lets a version through: shape, word, then colour. */
export function GateWord({ result }: Pick<GateResult, 'result'>) {
  const { text, tone, icon } = words[result]
  return (
    <span className={`flex items-center gap-1.5 font-strong ${tone}`}>
      {icon}
      {text}
    </span>
  )
}

function columns(candidate: number, approved: number | null): Column[] {
  return [
    { key: 'gate', label: 'Gate' },
    { key: 'candidate', label: `v${candidate}, candidate`, numeric: true },
    {
      key: 'approved',
      label: approved === null ? 'Approved' : `v${approved}, approved`,
      numeric: true,
    },
    { key: 'difference', label: 'Difference', numeric: true },
    { key: 'threshold', label: 'Threshold', numeric: true },
  ]
}
