import { exactTime } from '@/lib/format'
import { Time } from '../time'

/** When it was, and the address of just this. */
export function MomentLink({ id, at, now }: { id: string; at: string; now: Date }) {
  return (
    <a href={`#${id}`} title={exactTime(at)} className="link-quiet text-ink-2">
      <Time at={at} now={now} exact />
    </a>
  )
}
