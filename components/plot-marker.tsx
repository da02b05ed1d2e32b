/** Shapes around 0, 0 that differ in outline, so that nobody needs colour to tell lines apart. */
const shapes = [
  'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z',
  'M-3 -3H3V3H-3Z',
  'M0 -4L4 3H-4Z',
  'M0 -4.5L4.5 0L0 4.5L-4.5 0Z',
  'M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5',
] as const

/** The mark of a run in a plot, for use inside an `svg`. */
export function PlotMarker({ marker, x = 0, y = 0 }: { marker: number; x?: number; y?: number }) {
  return (
    <path
      d={shapes[marker % shapes.length]}
      transform={`translate(${x} ${y})`}
      fill="var(--paper)"
      stroke="var(--ink)"
      strokeWidth="1.25"
    />
  )
}

/** How many runs can be told apart in one plot. */
export const distinctMarkers = shapes.length
