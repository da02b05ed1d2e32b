import { bytes, plural } from '@/lib/format'
import { type Item, isMoving } from './state'

export interface Totals {
  files: number
  ready: number
  failed: number
  moving: number
  /** Bytes of all files, and how many of them the hub has. */
  size: number
  sent: number
  /** Bytes a second that go out now. */
  rate: number
  /** From 0 to 1: making digests is half of the work, sending the other. */
  share: number
}

/** How far an upload has come as a whole. */
export function totalsOf(items: readonly Item[]): Totals {
  const sum = (of: (item: Item) => number) => items.reduce((total, item) => total + of(item), 0)
  const count = (is: (item: Item) => boolean) => items.filter(is).length
  const size = sum((item) => item.size)
  const sent = sum(sentOf)
  const hashed = sum(({ stage, size }) =>
    stage.at === 'hashing' ? stage.done : 'sha256' in stage && stage.sha256 ? size : 0,
  )
  const ready = count(({ stage }) => stage.at === 'done')
  return {
    files: items.length,
    ready,
    failed: count(({ stage }) => stage.at === 'failed'),
    moving: count(isMoving),
    size,
    sent,
    rate: sum(({ stage }) => (stage.at === 'sending' ? rateOf(stage) : 0)),
    share: size === 0 ? (ready === items.length ? 1 : 0) : (hashed + sent) / (2 * size),
  }
}

/** Bytes a second since a stage began; 0 until that can be told. */
export function rateOf({ done, since, now }: { done: number; since: number; now: number }): number {
  return now - since < 200 ? 0 : (done * 1000) / (now - since)
}

/** Why these files cannot become a version yet, or null when they can. */
export function unready(items: readonly Item[]): string | null {
  const { files, failed, moving } = totalsOf(items)
  if (files === 0) return 'Add at least one file.'
  if (items.some(({ problem }) => problem)) return 'Rename or remove the files that say why.'
  if (failed > 0)
    return `${plural(failed, 'file')} failed. Try again, or remove ${failed === 1 ? 'it' : 'them'}.`
  if (moving > 0)
    return `${plural(moving, 'file')} ${moving === 1 ? 'is' : 'are'} still on the way.`
  return null
}

/** What to say aloud: changes at quarters of the way, and when something failed. */
export function spoken(items: readonly Item[]): string {
  const { files, failed, moving, share } = totalsOf(items)
  if (files === 0) return ''
  const wrong = failed > 0 ? ` ${plural(failed, 'file')} failed.` : ''
  if (moving > 0) return `Uploading, ${Math.floor(share * 4) * 25} %.${wrong}`
  return failed > 0 ? wrong.trim() : `${plural(files, 'file')} uploaded.`
}

/** "2 of 3 files, 1.20 GB of 5.00 GB, 86.0 MB/s" */
export function progressWords({ files, ready, sent, size, rate }: Totals): string {
  const speed = rate > 0 ? `, ${bytes(Math.round(rate))}/s` : ''
  return `${ready} of ${plural(files, 'file')}, ${bytes(sent)} of ${bytes(size)}${speed}`
}

function sentOf({ stage, size }: Item): number {
  if (stage.at === 'sending') return Math.min(stage.done, size)
  return stage.at === 'done' ? size : 0
}

/** The files that are drawn: thousands of rows would stall the page. Those that need someone are among them. */
export function listed(items: readonly Item[], most = 200): readonly Item[] {
  if (items.length <= most) return items
  const wrong = items.filter(({ problem, stage }) => problem || stage.at === 'failed')
  const shown = new Set([...new Set([...wrong, ...items.slice(0, most)])].slice(0, most))
  return items.filter((item) => shown.has(item))
}
