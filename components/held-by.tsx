import { type Holders, inWords, thingsOf } from '@/lib/life/holders'
import type { Failure } from './action-result'
import { Notice } from './ui/notice'

/** What still leads to something or builds on it, as the refusal names it. */
export function holdersOf({ code, details }: Failure): Holders[] {
  const holders = code === 'held' ? details?.holders : null
  return Array.isArray(holders) ? holders : []
}

interface HeldByProps {
  holders: readonly Holders[]
  uri: string
  /** The button that does it anyway. */
  force: string
}

/** What holds it, one by one, and the two ways on. */
export function HeldBy({ holders, uri, force }: HeldByProps) {
  return (
    <Notice kind="error">
      What holds it:
      <ul aria-label={`What holds ${uri}`} className="my-1 list-disc pl-4">
        {holders.flatMap(thingsOf).map((thing) => (
          <li key={thing} className="wrap-anywhere">
            {thing}
          </li>
        ))}
      </ul>
      First {inWords(holders.map(({ way }) => way))}, or press {force}.
    </Notice>
  )
}
