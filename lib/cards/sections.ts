import { createHash } from 'node:crypto'
import type { CardBlock } from '@/db/schema/tables'
import { canonical } from '../audit/event'

/** What a card says under a category, whichever way that is written; blocks without a body say nothing. */
export function sectionOf(blocks: readonly CardBlock[], category: string): CardBlock[] {
  const wanted = category.trim().toLowerCase()
  return blocks.filter((block) => block.category.toLowerCase() === wanted && block.body !== '')
}

/** SHA-256 (hex) of what a section says; of one that says nothing it is the digest of `[]`. */
export function sectionDigest(blocks: readonly CardBlock[], category: string): string {
  const said = sectionOf(blocks, category).map(({ title, body }) => ({ title, body }))
  return createHash('sha256').update(canonical(said)).digest('hex')
}

/** The digests of several sections, by their categories as they are asked for. */
export function sectionDigests(
  blocks: readonly CardBlock[],
  categories: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    categories.map((category) => [category, sectionDigest(blocks, category)]),
  )
}
