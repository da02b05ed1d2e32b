import type { PersonAnswer, RolePath } from '@/lib/access-report/view'
import { LockIcon } from '../ui/icons'
import { pathWords } from './words'

/** Whether somebody may, and why not. */
export function Answer({ may, counts, reason }: Pick<PersonAnswer, 'may' | 'counts' | 'reason'>) {
  if (may && counts) return <>Yes</>
  return (
    <span className="flex gap-1.5 text-ink-2">
      <LockIcon className="mt-0.5" />
      <span>
        {may ? 'Yes, but it does not count.' : 'No.'} {reason}
      </span>
    </span>
  )
}

/** Every way that leads to it, one to a line. */
export function Paths({ through }: { through: readonly RolePath[] }) {
  const lines = [...new Set(through.map(pathWords))]
  return (
    <ul className="flex flex-col">
      {lines.map((line) => (
        <li key={line} className="wrap-anywhere">
          {line}
        </li>
      ))}
    </ul>
  )
}
