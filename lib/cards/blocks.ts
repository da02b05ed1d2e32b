import type { CardBlock } from '@/db/schema/tables'

/** The title of the one block of a card that was written as a single text. */
export const overview = 'Overview'

export interface BlockGroup<B extends Pick<CardBlock, 'category'> = CardBlock> {
  /** Empty for blocks without one. */
  category: string
  blocks: B[]
}

/** Blocks by category, each where its first block stands. */
export function grouped<B extends Pick<CardBlock, 'category'>>(
  blocks: readonly B[],
): BlockGroup<B>[] {
  const groups = new Map<string, B[]>()
  for (const block of blocks)
    groups.set(block.category, [...(groups.get(block.category) ?? []), block])
  return [...groups].map(([category, members]) => ({ category, blocks: members }))
}

/** Blocks in the order that they are read in: those of one category stand together. */
export function inOrder<B extends Pick<CardBlock, 'category'>>(blocks: readonly B[]): B[] {
  return grouped(blocks).flatMap((group) => group.blocks)
}

/** The card as one Markdown text; blocks without a body are not part of it. */
export function joined(blocks: readonly Omit<CardBlock, 'id'>[]): string {
  const said = blocks.filter(({ body }) => body !== '')
  const [only] = said
  if (said.length === 1 && only?.title === overview && only.category === '') return only.body
  return grouped(said)
    .flatMap((group) => [
      ...(group.category ? [`# ${group.category}`] : []),
      ...group.blocks.map(({ title, body }) => `## ${title}\n\n${body}`),
    ])
    .join('\n\n')
}

export type Direction = 'up' | 'down'

/** Blocks with one moved a place within its category; from its edge, the category moves as a whole. */
export function moved<B extends Pick<CardBlock, 'id' | 'category'>>(
  blocks: readonly B[],
  id: string,
  direction: Direction,
): B[] {
  const step = direction === 'up' ? -1 : 1
  const groups = grouped(blocks)
  const at = groups.findIndex((group) => group.blocks.some((block) => block.id === id))
  const group = groups[at]
  if (!group) return [...blocks]
  const within = group.blocks.findIndex((block) => block.id === id)
  const swappedWithin = swapped(group.blocks, within, within + step)
  if (!swappedWithin) return (swapped(groups, at, at + step) ?? groups).flatMap((one) => one.blocks)
  return groups.flatMap((one) => (one === group ? swappedWithin : one.blocks))
}

/** What became of the blocks from one state of a card to the next, by their titles. */
export interface CardChanges {
  added?: string[]
  changed?: string[]
  removed?: string[]
  moved?: true
}

export function changesBetween(
  before: readonly CardBlock[],
  after: readonly CardBlock[],
): CardChanges {
  const old = new Map(before.map((block) => [block.id, block]))
  const kept = new Set(after.map(({ id }) => id))
  const titles = (blocks: readonly CardBlock[]) => blocks.map(({ title }) => title)
  const added = titles(after.filter(({ id }) => !old.has(id)))
  const changed = titles(
    after.filter((block) => {
      const was = old.get(block.id)
      return was && !isSame(was, block)
    }),
  )
  const removed = titles(before.filter(({ id }) => !kept.has(id)))
  const stayed = before.filter(({ id }) => kept.has(id)).map(({ id }) => id)
  const now = after.filter(({ id }) => old.has(id)).map(({ id }) => id)
  return {
    ...(added.length > 0 && { added }),
    ...(changed.length > 0 && { changed }),
    ...(removed.length > 0 && { removed }),
    ...(stayed.join() !== now.join() && { moved: true }),
  }
}

function isSame(a: CardBlock, b: CardBlock): boolean {
  return a.category === b.category && a.title === b.title && a.body === b.body
}

/** Null where there is nothing to swap with. */
function swapped<T>(list: readonly T[], from: number, to: number): T[] | null {
  const [a, b] = [list[from], list[to]]
  if (a === undefined || b === undefined) return null
  return list.map((one, index) => (index === from ? b : index === to ? a : one))
}
