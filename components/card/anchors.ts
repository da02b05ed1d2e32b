import type { Card } from '@/lib/cards/view'

type Block = Card['blocks'][number]

/** The blocks that have something to say, each with a place to link to. */
export function anchored(blocks: readonly Block[]): (Block & { anchor: string })[] {
  const taken = new Set<string>()
  return blocks
    .filter(({ body }) => body !== '')
    .map((block) => {
      const words = block.title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['block']
      const plain = `card-${words.join('-')}`
      let anchor = plain
      for (let again = 2; taken.has(anchor); again++) anchor = `${plain}-${again}`
      taken.add(anchor)
      return { ...block, anchor }
    })
}
