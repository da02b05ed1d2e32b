import type { Place } from '@/lib/filter/tree'

interface Part {
  at: number
  part: string
  isWrong: boolean
}

/** A text cut where something wrong begins and ends. A mark past its end stands on a blank there. */
export function marked(text: string, places: readonly Place[]): Part[] {
  const parts: Part[] = []
  let done = 0
  const add = (to: number, isWrong: boolean) => {
    const part = text.slice(done, to)
    if (part || isWrong) parts.push({ at: done, part: part || ' ', isWrong })
    done = Math.max(done, to)
  }
  for (const { at, length } of [...places].sort((one, other) => one.at - other.at)) {
    const end = at + Math.max(1, length)
    if (end <= done) continue
    add(Math.max(at, done), false)
    add(end, true)
  }
  add(text.length, false)
  return parts
}
