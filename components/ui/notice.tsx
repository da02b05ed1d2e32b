import type { ReactNode } from 'react'
import { ErrorIcon } from './error-icon'
import { AlertIcon, DoneIcon, InfoIcon } from './icons'

export type NoticeKind = 'info' | 'done' | 'warning' | 'error'

const looks = {
  info: { Icon: InfoIcon, word: 'Note', box: 'border-line', icon: 'text-ink-2' },
  done: { Icon: DoneIcon, word: 'Done', box: 'border-line-strong', icon: 'text-ink' },
  warning: { Icon: AlertIcon, word: 'Warning', box: 'border-pending', icon: 'text-pending' },
  error: { Icon: ErrorIcon, word: 'Error', box: 'border-rejected', icon: 'text-rejected' },
} as const satisfies Record<NoticeKind, unknown>

/** A sentence in place about what surrounds it. Errors are announced; the rest is read in passing. */
export function Notice({
  kind = 'info',
  children,
  actions,
}: {
  kind?: NoticeKind
  children: ReactNode
  actions?: ReactNode
}) {
  const { Icon, word, box, icon } = looks[kind]
  return (
    <div
      role={kind === 'error' ? 'alert' : undefined}
      className={`flex flex-wrap items-start gap-x-2 gap-y-2 rounded-md border px-3 py-2 ${box}`}
    >
      <Icon className={`mt-0.5 ${icon}`} />
      <div className="min-w-0 flex-1 basis-52">
        <span className="sr-only">{word}: </span>
        {children}
      </div>
      {actions}
    </div>
  )
}
