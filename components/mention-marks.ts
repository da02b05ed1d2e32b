import type { ElementContent, Root } from 'hast'
import { SKIP, visit } from 'unist-util-visit'

/**
 * Shows mentions, which are kept as `<@id>`, by the names that are given for them. It comes after the
 * sanitizer, and makes nothing but text in a marked span of what members wrote.
 */
export function markMentions({ names }: { names: ReadonlyMap<string, string> }) {
  return (tree: Root) =>
    visit(tree, (node, index, parent) => {
      if (node.type === 'element' && node.tagName === 'code') return SKIP
      if (node.type !== 'text' || index === undefined || !parent) return undefined
      const parts = partsOf(node.value, names)
      if (parts.length === 1 && parts[0]?.type === 'text') return undefined
      parent.children.splice(index, 1, ...parts)
      return [SKIP, index + parts.length] as const
    })
}

function partsOf(text: string, names: ReadonlyMap<string, string>): ElementContent[] {
  return text
    .split(/(<@[0-9a-f-]{36}>)/)
    .filter((part) => part !== '')
    .map((part) => {
      const name = names.get(part.slice(2, -1))
      return part.startsWith('<@') && name !== undefined
        ? mark(name)
        : { type: 'text', value: part }
    })
}

const mark = (name: string): ElementContent => ({
  type: 'element',
  tagName: 'span',
  properties: { className: ['mention'] },
  children: [{ type: 'text', value: `@${name}` }],
})
