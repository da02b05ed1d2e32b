import type { ReactNode } from 'react'
import { baseFirst, countSame, onlyDifferences } from '@/lib/compare/rows'
import type { Comparison } from '@/lib/compare/view'
import { type CompareAddress, type CompareAsked, searchOf } from './address'
import { CompareControls } from './compare-controls'
import { CompareTable } from './compare-table'
import { ScatterSection } from './scatter'

interface CompareViewProps {
  org: string
  /** In the order in which the versions were named. */
  comparison: Comparison
  asked: CompareAsked
  address: CompareAddress
  /** How other versions come in. */
  picker: ReactNode
  /** What follows the drawing. */
  children?: ReactNode
  now: Date
}

/** Versions side by side: as a table, and drawn by two of their values. */
export function CompareView(props: CompareViewProps) {
  const { org, comparison, asked, address, picker, children, now } = props
  const { diff } = asked
  const v = comparison.versions.map(({ uri }) => uri)
  const beside = besideOf(comparison, asked, address)
  const search = searchOf({ ...asked, beside: undefined }, { v, base: comparison.base })
  const kept = beside.chosen ? { ...search, beside: beside.uri } : search
  const whole = baseFirst(comparison)
  const shown = { org, diff, address, search: kept, beside: beside.uri, now }
  return (
    <div className="flex min-w-0 flex-col gap-8">
      <div className="flex min-w-0 flex-col gap-3">
        {picker}
        <CompareControls {...shown} comparison={whole} same={countSame(comparison)} />
        <CompareTable {...shown} comparison={diff ? onlyDifferences(whole) : whole} />
      </div>
      <ScatterSection {...shown} comparison={comparison} asked={asked} />
      {children}
    </div>
  )
}

/** The one that stands beside the base on a phone: as the address says, or the first other. */
function besideOf(
  { versions, base }: Comparison,
  { beside }: CompareAsked,
  { nameOf }: CompareAddress,
): { uri: string; chosen: boolean } {
  const others = versions.filter(({ uri }) => uri !== base)
  const named = others.find(({ uri }) => uri === beside || nameOf(uri) === beside)
  return { uri: (named ?? others[0])?.uri ?? '', chosen: named !== undefined }
}
