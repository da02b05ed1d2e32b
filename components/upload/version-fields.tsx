import { NewVersionNote } from '../note-field'
import { TagsField } from '../tags-field'
import { PairRows } from './pair-rows'
import type { Pair } from './pairs'

export interface Pairs {
  metrics: readonly Pair[]
  params: readonly Pair[]
}

interface VersionFieldsProps {
  pairs: Pairs
  change: (part: Partial<Pairs>) => void
  /** What is wrong with a row, by its id. */
  problems: { metrics: ReadonlyMap<number, string>; params: ReadonlyMap<number, string> }
  errors: Readonly<Record<string, string>>
}

/** What is said about a version beside its files: note, tags, metrics, parameters. */
export function VersionFields({ pairs, change, problems, errors }: VersionFieldsProps) {
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <NewVersionNote error={errors.note} />
      <TagsField errors={errors} />
      <PairRows
        what="Metric"
        pairs={pairs.metrics}
        change={(metrics) => change({ metrics })}
        problems={problems.metrics}
        placeholder={{ key: 'accuracy', value: '0.93' }}
        numeric
      />
      <PairRows
        what="Parameter"
        pairs={pairs.params}
        change={(params) => change({ params })}
        problems={problems.params}
        placeholder={{ key: 'learning_rate', value: '0.01' }}
      />
    </div>
  )
}
