import { placesOf } from '../palette/places'
import type { Bringable } from './brought'

interface On {
  org: string
  go: (href: string) => void
  /** Shown for a moment, and read out. */
  say: (text: string) => void
  bring: (what: Bringable) => void
}

/** Does what a single key stands for, where the page has something that it stands for. */
export function press(key: string, on: On): void {
  if (isSecond()) leave(key, on)
  else if (key === 'j') move(1, on)
  else if (key === 'k') move(-1, on)
  else if (key === 'x') pick(on)
  else if (key === 'c') compare(on)
  else if (key === 'a') decide('approve', on)
  else if (key === 'r') decide('reject', on)
  else if (key === 'g') began = performance.now()
  else if (key === '?') on.bring('help')
}

// After `g` the next key says where to.
let began = Number.NEGATIVE_INFINITY
const patienceMs = 1500

function isSecond(): boolean {
  const second = performance.now() - began < patienceMs
  began = Number.NEGATIVE_INFINITY
  return second
}

function leave(key: string, { org, go }: On): void {
  const place = placesOf(org).find((candidate) => candidate.key === key)
  if (place) go(place.href)
}

/** The link that a row is known by, of each row that is to be seen. */
function rows(): { row: HTMLElement; link: HTMLElement }[] {
  const all = [...document.querySelectorAll<HTMLElement>('main [data-row]')]
  return all.flatMap((row) => {
    const link = row.checkVisibility() ? row.querySelector<HTMLElement>('a[href]') : null
    return link ? [{ row, link }] : []
  })
}

const current = () => document.activeElement?.closest<HTMLElement>('[data-row]') ?? undefined

function move(by: 1 | -1, { say }: On): void {
  const all = rows()
  const at = all.findIndex(({ row }) => row === current())
  const next = at === -1 ? all.at(by === 1 ? 0 : -1) : all[at + by]
  if (!next) {
    if (all.length > 0) say(by === 1 ? 'That is the last row.' : 'That is the first row.')
    return
  }
  // What has the focus is read out; the row is marked by the focus within it.
  next.link.focus({ preventScroll: true })
  next.row.scrollIntoView({ block: 'nearest' })
}

function pick({ say }: On): void {
  const box = current()?.querySelector<HTMLElement>('[data-pick]')
  if (box) box.click()
  else if (document.querySelector('[data-pick]')) say('Move to a row with j, then pick it with x.')
}

function compare({ say }: On): void {
  const button = document.querySelector<HTMLElement>('[data-compare]')
  if (!button) return
  if (document.querySelectorAll('[data-pick]:checked').length < 2)
    say('Select two or more with x, then compare them with c.')
  else button.click()
}

/** Leads to the decision with a verdict chosen. Sends nothing. */
function decide(verdict: 'approve' | 'reject', { say }: On): void {
  const choice = document.querySelector<HTMLInputElement>(
    `main input[type=radio][name=verdict][value=${verdict}]`,
  )
  const again = document.querySelector<HTMLElement>('main a[href*="decide=again"]')
  if (choice?.checkVisibility() && !choice.disabled) {
    choice.click()
    choice.focus()
    choice.scrollIntoView({ block: 'center' })
  } else if (again) {
    again.focus()
    say('This version is decided. Enter changes the decision.')
  } else if (choice?.checkVisibility()) {
    choice.closest('form')?.scrollIntoView({ block: 'center' })
    say(`You cannot ${verdict} this version. The page says why.`)
  }
}
