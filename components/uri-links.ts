import type { ElementContent, Root } from 'hast'
import { SKIP, visit } from 'unist-util-visit'
import { pathOfUri } from '@/lib/paths'

/** Makes links of our own URIs where they stand in a text as they are: `model://churn/v3`. Comes after the sanitizer. */
export function linkUris({ org }: { org: string }) {
  return (tree: Root) =>
    visit(tree, (node, index, parent) => {
      if (node.type === 'element' && ['code', 'a'].includes(node.tagName)) return SKIP
      if (node.type !== 'text' || index === undefined || !parent) return undefined
      const parts = node.value
        .split(/\b((?:model|dataset|datum|run):\/\/[^\s<>()[\]"'`]*[^\s<>()[\]"'`.,;:!?*])/)
        .map((part, at) => partOf(part, at % 2 === 1 ? pathOfUri(org, part) : null))
      if (!parts.some(({ type }) => type === 'element')) return undefined
      parent.children.splice(index, 1, ...parts)
      return [SKIP, index + parts.length] as const
    })
}

function partOf(part: string, href: string | null): ElementContent {
  const text = { type: 'text' as const, value: part }
  return href ? { type: 'element', tagName: 'a', properties: { href }, children: [text] } : text
}
