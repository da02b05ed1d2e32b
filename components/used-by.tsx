import { plural } from '@/lib/format'
import type { Uses } from '@/lib/lineage/view'
import { TextLink } from './ui/text-link'

/** How many runs took something as their input, and the way to all that depends on it. */
export function UsedBy({ uses: { runs }, href }: { uses: Uses; href: string }) {
  if (runs === 0) return <span className="text-ink-2">No run so far</span>
  return <TextLink href={href}>{plural(runs, 'run')}</TextLink>
}
