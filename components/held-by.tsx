import type { ActionResult } from './action-result'
import { Notice } from './ui/notice'

type Failure = Extract<ActionResult, { ok: false }>

/** What still leads to something or builds on it, as the refusal names it. */
export function heldBy({ code, details }: Failure): string[] {
  const named = code === 'held' ? details?.heldBy : null
  return Array.isArray(named) ? named.filter((uri) => typeof uri === 'string') : []
}

/** Why it was refused and how to go on; where several things hold it, as a list besides. */
export function HeldBy({ failure, uri }: { failure: Failure; uri: string }) {
  const more = Number(failure.details?.more ?? 0)
  const named = heldBy(failure)
  return (
    <Notice kind="error">
      <p className="wrap-anywhere">{failure.message}</p>
      {named.length + more > 1 && (
        <ul aria-label={`What holds ${uri}`} className="mt-1 list-disc pl-4">
          {named.map((one) => (
            <li key={one}>
              <code className="font-mono wrap-anywhere">{one}</code>
            </li>
          ))}
          {more > 0 && <li>{more} more</li>}
        </ul>
      )}
    </Notice>
  )
}
