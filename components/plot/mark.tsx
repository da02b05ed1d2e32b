import { PlotMarker } from '../plot-marker'
import { StateIcon } from '../state-badge'
import type { Mark } from './view'

const inks = {
  approved: 'text-approved',
  pending: 'text-pending',
  rejected: 'text-rejected',
} as const

/** A point of a drawing: the outline of its state and then its hue, or a shape that means something else. */
export function PlotMark({ mark }: { mark: Mark }) {
  if ('state' in mark)
    return (
      <span className={`inline-flex rounded-full bg-paper ${inks[mark.state]}`}>
        <StateIcon state={mark.state} />
      </span>
    )
  return (
    <svg viewBox="-6 -6 12 12" width="0.875rem" height="0.875rem" aria-hidden="true">
      {'dot' in mark ? <circle r="2.5" fill="var(--ink-2)" /> : <PlotMarker marker={mark.shape} />}
    </svg>
  )
}
