import type { RunInput } from '@/lib/runs/view'
import { placeOf } from '@/lib/tracking/place'

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
  const place = placeOf(sourceType, source)
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
