import type { ReactNode } from 'react'
import type { LineageNode, LineagePage } from '@/lib/lineage/view'
import { NothingYet } from '../ui/empty'
import { Notice } from '../ui/notice'

const run = <code className="font-mono">hub run</code>

/** Why the origin of something is not on record, and how it would be. */
const origins: Partial<Record<LineageNode['kind'], ReactNode>> = {
  version: (
    <>
      It was registered without a run. A version that a run makes bears its data and code: execute
      the training step with {run}, or name the run when you register the files.
    </>
  ),
  dataset_version: (
    <>
      It was uploaded by hand. Data that a run prepares bears what it was made from: execute the
      step with {run}.
    </>
  ),
  run: (
    <>
      It took no input that the hub was told of. Declare the data of a step under{' '}
      <code className="font-mono">inputs</code> in valohai.yaml.
    </>
  ),
}

const uses: Partial<Record<LineageNode['kind'], string>> = {
  version: 'A run that takes it as an input will stand here.',
  dataset_version: 'A run that takes it as an input will stand here.',
  file: 'A run that takes it as an input will stand here.',
  run: 'What its outputs become will stand here.',
}

/** What is missing from a lineage, why, and what to do: all of it, or where something came from. */
export function NoLineage({ page: { root, direction, nodes } }: { page: LineagePage }) {
  const above = nodes.some(({ level }) => level < 0)
  if (nodes.length > 1) {
    const origin = direction !== 'down' && !above && origins[root.kind]
    return origin && <Notice>{origin}</Notice>
  }
  const why = direction === 'down' ? undefined : origins[root.kind]
  const next = direction === 'up' ? undefined : uses[root.kind]
  return (
    <NothingYet>
      {nothing[direction]} {why} {next}
    </NothingYet>
  )
}

const nothing = {
  both: 'Nothing is on record that this came from, and nothing came of it so far.',
  up: 'Nothing is on record that this came from.',
  down: 'Nothing came of this so far.',
} as const
