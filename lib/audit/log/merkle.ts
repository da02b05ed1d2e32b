import { createHash } from 'node:crypto'

// The tree of RFC 6962: SHA-256, leaves and inner nodes told apart by their first byte. Sizes may pass 2^31,
// so nothing here shifts bits.

export type Hash = Buffer

/** A complete subtree of 2^height leaves, the index-th of its height from the left. */
export interface Subtree {
  height: number
  index: number
}

/** The leaves from `from` up to and without `to`. */
export interface Range {
  from: number
  to: number
}

/** Reads the hashes of complete subtrees, in the order in which they were asked for. */
export type ReadSubtrees = (subtrees: readonly Subtree[]) => Promise<Hash[]>

export const emptyRoot: Hash = createHash('sha256').digest()

export function leafHash(body: string | Buffer): Hash {
  return createHash('sha256').update(leafPrefix).update(body).digest()
}

export function nodeHash(left: Hash, right: Hash): Hash {
  return createHash('sha256').update(nodePrefix).update(left).update(right).digest()
}

/** A tree that only grows: the hashes of the complete subtrees that it is made of, largest first. */
export class Frontier {
  private constructor(
    private length: number,
    private readonly hashes: Hash[],
  ) {}

  static readonly empty = () => new Frontier(0, [])

  /** Throws where `bytes` is not the frontier of a tree of this size. */
  static of(size: number, bytes: Buffer): Frontier {
    const heights = heightsOf(size)
    if (bytes.length !== heights.length * 32)
      throw new Error(`A tree of ${size} leaves has another frontier than the one that is kept.`)
    const at = (n: number) => Buffer.from(bytes.subarray(n * 32, n * 32 + 32))
    return new Frontier(
      size,
      heights.map((_, n) => at(n)),
    )
  }

  get size(): number {
    return this.length
  }

  /** Adds a leaf and answers the complete subtrees that it completed, its own first. */
  append(leaf: Hash): { subtree: Subtree; hash: Hash }[] {
    let subtree = { height: 0, index: this.length }
    let hash = leaf
    const completed = [{ subtree, hash }]
    while (subtree.index % 2 === 1) {
      const left = this.hashes.pop()
      if (!left) throw new Error('The frontier of a tree is shorter than its size asks for.')
      hash = nodeHash(left, hash)
      subtree = { height: subtree.height + 1, index: (subtree.index - 1) / 2 }
      completed.push({ subtree, hash })
    }
    this.hashes.push(hash)
    this.length++
    return completed
  }

  root(): Hash {
    return this.hashes.length === 0 ? emptyRoot : fold(this.hashes)
  }

  bytes(): Buffer {
    return Buffer.concat(this.hashes)
  }
}

/** The root of the first `size` leaves. */
export async function rootAt(size: number, read: ReadSubtrees): Promise<Hash> {
  const [root = emptyRoot] = await hashesOf([{ from: 0, to: size }], read)
  return root
}

/** RFC 6962 §2.1.1: the siblings of a leaf from the bottom to the top of a tree of `size` leaves. */
export function inclusionProof(index: number, size: number, read: ReadSubtrees): Promise<Hash[]> {
  return hashesOf(inclusionRanges(index, { from: 0, to: size }), read)
}

/** RFC 6962 §2.1.2: what shows that the first `from` leaves of a tree of `to` are those of the older tree. */
export function consistencyProof(from: number, to: number, read: ReadSubtrees): Promise<Hash[]> {
  if (from === 0 || from === to) return Promise.resolve([])
  return hashesOf(consistencyRanges(from, { from: 0, to }, true), read)
}

/** The complete subtrees that leaves `from` to `to` are made of, as large as their places allow. */
export function cover({ from, to }: Range): Subtree[] {
  const found: Subtree[] = []
  for (let at = from; at < to; ) {
    let height = 0
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= to) height++
    found.push({ height, index: at / 2 ** height })
    at += 2 ** height
  }
  return found
}

/** The hashes of a row of subtrees of one height, as one. */
export function foldRow(row: readonly Hash[]): Hash {
  let level = [...row]
  while (level.length > 1) {
    const next: Hash[] = []
    for (let n = 0; n + 1 < level.length; n += 2) {
      const [left, right] = [level[n], level[n + 1]]
      if (left && right) next.push(nodeHash(left, right))
    }
    level = next
  }
  const [only] = level
  if (!only) throw new Error('A subtree without leaves has no hash.')
  return only
}

const leafPrefix = Buffer.of(0)
const nodePrefix = Buffer.of(1)

/** The heights of the complete subtrees of a tree, largest first: the bits of its size. */
function heightsOf(size: number): number[] {
  return cover({ from: 0, to: size }).map(({ height }) => height)
}

function fold(hashes: readonly Hash[]): Hash {
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** The largest power of two below a length of two or more. */
function split({ from, to }: Range): number {
  let half = 1
  while (half * 2 < to - from) half *= 2
  return from + half
}

function inclusionRanges(index: number, range: Range): Range[] {
  if (range.to - range.from <= 1) return []
  const middle = split(range)
  const left = { from: range.from, to: middle }
  const right = { from: middle, to: range.to }
  return index < middle
    ? [...inclusionRanges(index, left), right]
    : [...inclusionRanges(index, right), left]
}

function consistencyRanges(size: number, range: Range, known: boolean): Range[] {
  if (size === range.to) return known ? [] : [range]
  const middle = split(range)
  const left = { from: range.from, to: middle }
  const right = { from: middle, to: range.to }
  return size <= middle
    ? [...consistencyRanges(size, left, known), right]
    : [...consistencyRanges(size, right, false), left]
}

async function hashesOf(ranges: readonly Range[], read: ReadSubtrees): Promise<Hash[]> {
  const covers = ranges.map(cover)
  const hashes = await read(covers.flat())
  let at = 0
  return covers.map((subtrees) => {
    const own = hashes.slice(at, at + subtrees.length)
    at += subtrees.length
    return own.length === 0 ? emptyRoot : fold(own)
  })
}
