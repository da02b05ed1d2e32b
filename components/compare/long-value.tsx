import { Fragment } from 'react'
import { cx } from '../ui/cx'

/** Longer than three lines of a column are. */
const long = 70

/** A value that shows three lines of itself until it is opened. */
export function LongValue({ text, mono = false }: { text: string; mono?: boolean }) {
  const look = cx('wrap-anywhere whitespace-pre-line', mono && 'font-mono')
  if (text.length <= long && !text.includes('\n'))
    return (
      <span className={look}>
        <Breakable text={text} />
      </span>
    )
  return (
    <details className="group/long">
      <summary
        className={cx(
          look,
          'line-clamp-3 rounded-sm group-open/long:line-clamp-none hover:text-ink-2 print:line-clamp-none',
        )}
      >
        <Breakable text={text} />
      </summary>
    </details>
  )
}

/** Breaks between the parts of a long word before it breaks within one. */
function Breakable({ text }: { text: string }) {
  let offset = 0
  return text.split(/(?<=[,;/_:]|\.(?=[a-z]))(?=\S)/i).map((part) => {
    offset += part.length
    return (
      <Fragment key={offset}>
        {part}
        <wbr />
      </Fragment>
    )
  })
}
