import type { RunInput } from '@/lib/runs/view'
import { placeOf, readSource } from '@/lib/tracking/dataset-source'

/** What a client said of data that it used: for what, by its own digest, and where the bytes lie. */
export function LoggedInput({
  logged,
  isHere,
}: {
  logged: NonNullable<RunInput['logged']>
  /** Whether the hub holds the files as well. */
  isHere: boolean
}) {
  const { name, digest, context, sourceType, source } = logged
  const read = readSource(source)
  const place = sourceType === 'code' ? scriptOf(read) : placeOf(read)
  return (
    <span className="flex flex-col text-ink-2">
      <span className="wrap-anywhere">
        {context ? `Used for ${context}, ` : ''}logged as {name || 'a dataset without a name'},
        digest <code className="font-mono">{digest}</code>
      </span>
      <span className="wrap-anywhere">
        {sourceType === 'code' ? 'Made by ' : 'Lies at '}
        {place ? <code className="font-mono">{place}</code> : 'a place that its client did not say'}
        {sourceType && sourceType !== 'code' && ` (${sourceType})`}
        {isHere ? '.' : '; its bytes are not here.'}
      </span>
    </span>
  )
}

/** The program that made the data by running. */
const scriptOf = ({ texts }: ReturnType<typeof readSource>) =>
  texts.find(({ key }) => key === 'mlflow.source.name')?.text ?? null
