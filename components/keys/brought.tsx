import { type ComponentType, useEffect, useState } from 'react'
import { Dialog } from '../ui/dialog'
import { SearchIcon } from '../ui/icons'
import type { KeysProps } from './keys'

/** What a dialog that was brought is given. */
export interface BroughtProps extends KeysProps {
  /** What was typed for it before it was there. */
  typed: string
  close: () => void
  bring: (what: Bringable) => void
}

export type Bringable = 'palette' | 'help'

// Every page carries this file, so whatever is longer than a line comes when it is first wanted.
const parts = {
  palette: () => import('../palette/palette'),
  help: () => import('./help'),
} satisfies Record<Bringable, () => Promise<{ default: ComponentType<BroughtProps> }>>

type Props = Omit<BroughtProps, 'typed'> & { what: Bringable }

/**
 * A dialog from the moment that it is asked for: until its script is there it holds the keys, so that what is
 * typed is for it and not for the page behind, and Escape closes it. Where the script does not come, the page
 * that serves without it is gone to.
 */
export function Brought({ what, ...props }: Props) {
  const { pages, close } = props
  const [Part, setPart] = useState<ComponentType<BroughtProps> | null>(null)
  const [failed, setFailed] = useState(false)
  const [typed, setTyped] = useState('')

  useEffect(() => {
    let isWanted = true
    parts[what]().then(
      (part) => isWanted && setPart(() => part.default),
      () => isWanted && setFailed(true),
    )
    return () => {
      isWanted = false
    }
  }, [what])

  useEffect(() => {
    if (!failed) return
    const page = new URL(pages[what], location.href)
    if (typed) page.searchParams.set('q', typed)
    location.assign(page)
    close()
  }, [failed, typed, pages, what, close])

  if (Part) return <Part {...props} typed={typed} />
  return (
    <Dialog label={what === 'palette' ? 'Find or do' : 'Keys'} onClose={close}>
      {what === 'palette' && (
        <div className="flex items-center gap-2 px-3">
          <SearchIcon className="text-ink-2" />
          <input
            aria-label="Find a model, a version, a page or an action"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            maxLength={200}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            // The dialog gives the focus to the first that asks for it.
            autoFocus
            className="h-12 min-w-0 flex-1 bg-transparent text-prose outline-none"
          />
        </div>
      )}
      <p role="status" className={what === 'palette' ? 'sr-only' : 'p-4 text-ink-2'}>
        Loading…
      </p>
    </Dialog>
  )
}
