import type { ReactNode } from 'react'
import { count } from '@/lib/format'
import { buttonClass } from './ui/button-class'
import { DownloadIcon } from './ui/icons'

export interface Total {
  count: number
  /** There are more than were counted. */
  more: boolean
}

interface ListToolsProps {
  /** What is listed, in the plural: "models". */
  what: string
  total?: Total | null
  csvHref?: string
  /** The choice of columns. */
  children?: ReactNode
}

/** What stands above the rows of a list: how many there are, the columns, and the way to have them elsewhere. */
export function ListTools({ what, total, csvHref, children }: ListToolsProps) {
  return (
    <div
      data-screen-only=""
      className="flex flex-wrap items-start gap-x-4 gap-y-2 @min-[40rem]/list:flex-nowrap @min-[40rem]/list:has-[details[open]]:flex-wrap"
    >
      <p className="min-w-0 flex-1 basis-24 py-1.5 whitespace-nowrap @min-[40rem]/list:basis-auto text-ink-2 pointer-coarse:py-3">
        {total && totalWords(total, what)}
      </p>
      <div className="min-w-0 shrink-0 py-1 has-[details[open]]:shrink has-[details[open]]:order-last has-[details[open]]:basis-full pointer-coarse:py-0">
        {children}
      </div>
      {csvHref && (
        <a href={csvHref} download className={buttonClass()}>
          <DownloadIcon />
          Download CSV
        </a>
      )}
    </div>
  )
}

/** "1 model", "12 models", "1,000+ models". */
export function totalWords(total: Total, what: string): string {
  const one = what.replace(/s$/, '')
  return `${countWords(total)} ${total.count === 1 && !total.more ? one : what}`
}

/** "12", "1,000+". */
export function countWords({ count: counted, more }: Total): string {
  return `${count(counted)}${more ? '+' : ''}`
}
