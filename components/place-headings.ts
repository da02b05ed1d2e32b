import type { Root } from 'hast'
import { visit } from 'unist-util-visit'

/**
 * Puts the headings of a text under those of the page: the first at `level`, and none more than one below the
 * one before it, whatever ranks their writer chose.
 */
export function placeHeadings({ level }: { level: number }) {
  return (tree: Root) => {
    const open: number[] = []
    visit(tree, 'element', (element) => {
      const rank = Number(/^h([1-6])$/.exec(element.tagName)?.[1])
      if (!rank) return
      while ((open.at(-1) ?? 0) >= rank) open.pop()
      open.push(rank)
      element.tagName = `h${Math.min(level + open.length - 1, 6)}`
    })
  }
}
