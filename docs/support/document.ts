import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import GithubSlugger from 'github-slugger'
import { toString as textOf } from 'mdast-util-to-string'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { listFiles } from '@/scripts/hash.mjs'
import { root } from '@/scripts/paths.mjs'

/** A block of code in a document. */
export interface Block {
  line: number
  language: string
  /** What its first line says besides the language, such as `needs=docker`; readers do not see it. */
  marks: Record<string, string>
  text: string
  /** The block of text that comes next, with nothing between: what the commands print. */
  output: string | null
}

export interface Document {
  /** From the project's folder. */
  file: string
  blocks: Block[]
  /** Code within sentences. */
  words: string[]
  links: { url: string; line: number }[]
  /** What `#…` may lead to. */
  anchors: Set<string>
}

/** The README, the guides and references, and what the examples say of themselves. */
export function documents(): string[] {
  return listFiles(['README.md', 'docs', 'examples']).filter((file) =>
    /^(?!.*node_modules).*\.md$/.test(file),
  )
}

const parser = unified().use(remarkParse).use(remarkGfm)

export function readDocument(file: string): Document {
  return parseDocument(file, readFileSync(join(root, file), 'utf8'))
}

export function parseDocument(file: string, text: string): Document {
  const slugger = new GithubSlugger()
  const document: Document = { file, blocks: [], words: [], links: [], anchors: new Set() }
  visit(parser.parse(text), (node, index, parent) => {
    const line = node.position?.start.line ?? 0
    if (node.type === 'heading') document.anchors.add(slugger.slug(textOf(node)))
    if (node.type === 'inlineCode') document.words.push(node.value)
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition')
      document.links.push({ url: node.url, line })
    if (node.type !== 'code') return
    const next = parent?.children[(index ?? 0) + 1]
    document.blocks.push({
      line,
      language: node.lang ?? '',
      marks: marksOf(node.meta ?? ''),
      text: node.value,
      output: next?.type === 'code' && next.lang === 'text' ? next.value : null,
    })
  })
  return document
}

function marksOf(meta: string): Record<string, string> {
  const pairs = meta.split(/\s+/).filter(Boolean)
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [name, value.join('=')]
    }),
  )
}
