import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  consistencyProof,
  cover,
  emptyRoot,
  Frontier,
  foldRow,
  type Hash,
  inclusionProof,
  leafHash,
  rootAt,
  type Subtree,
} from './merkle'

const sha256 = (...parts: Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest()

/** RFC 6962 §2.1, word for word. */
function naiveRoot(leaves: Hash[]): Hash {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0] as Hash
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return sha256(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}

/** RFC 6962 §2.1.1, word for word. */
function naivePath(m: number, leaves: Hash[]): Hash[] {
  if (leaves.length <= 1) return []
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))]
}

/** RFC 6962 §2.1.2, word for word. */
function naiveConsistency(m: number, leaves: Hash[], whole = true): Hash[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)]
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return m <= k
    ? [...naiveConsistency(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))]
    : [...naiveConsistency(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))]
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, n) => leafHash(`event ${n}`))
const readerOf = (leaves: Hash[]) => async (subtrees: readonly Subtree[]) =>
  subtrees.map(({ height, index }) => {
    const width = 2 ** height
    return foldRow(leaves.slice(index * width, (index + 1) * width))
  })
const hex = (hashes: Hash[]) => hashes.map((hash) => hash.toString('hex'))
const size = fc.integer({ min: 1, max: 300 })

describe('the tree', () => {
  it('has the hashes of RFC 6962 for nothing and for an empty leaf', () => {
    expect(emptyRoot.toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
    expect(leafHash('').toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    )
  })

  it('grows leaf by leaf to the root of the whole, also when it is put away in between', () => {
    fc.assert(
      fc.property(size, fc.nat(), (count, cut) => {
        const leaves = leavesOf(count)
        const first = Frontier.empty()
        for (const leaf of leaves.slice(0, cut % count)) first.append(leaf)
        const rest = Frontier.of(first.size, first.bytes())
        for (const leaf of leaves.slice(cut % count)) rest.append(leaf)
        expect(rest.root()).toEqual(naiveRoot(leaves))
        expect(rest.size).toBe(count)
      }),
    )
  })

  it('tells which subtrees each leaf completes', () => {
    const leaves = leavesOf(64)
    const tree = Frontier.empty()
    for (const leaf of leaves)
      for (const { subtree, hash } of tree.append(leaf)) {
        const width = 2 ** subtree.height
        const own = leaves.slice(subtree.index * width, (subtree.index + 1) * width)
        expect(hash).toEqual(naiveRoot(own))
      }
  })

  it('refuses a frontier of another size', () => {
    expect(() => Frontier.of(3, Buffer.alloc(32))).toThrow('another frontier')
  })

  it('covers a range without a gap, also beyond 2^32', () => {
    const large = fc.integer({ min: 0, max: 2 ** 40 })
    fc.assert(
      fc.property(large, fc.integer({ min: 1, max: 5000 }), (from, length) => {
        let at = from
        for (const { height, index } of cover({ from, to: from + length })) {
          expect(index * 2 ** height).toBe(at)
          at += 2 ** height
        }
        expect(at).toBe(from + length)
      }),
    )
  })
})

describe('proofs', () => {
  it('of inclusion are those of RFC 6962', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), async (count, pick) => {
        const leaves = leavesOf(count)
        const found = await inclusionProof(pick % count, count, readerOf(leaves))
        expect(hex(found)).toEqual(hex(naivePath(pick % count, leaves)))
      }),
    )
  })

  it('of consistency are those of RFC 6962', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), async (count, pick) => {
        const leaves = leavesOf(count)
        const from = 1 + (pick % count)
        const found = await consistencyProof(from, count, readerOf(leaves))
        expect(hex(found)).toEqual(hex(naiveConsistency(from, leaves)))
        expect(await rootAt(from, readerOf(leaves))).toEqual(naiveRoot(leaves.slice(0, from)))
      }),
    )
  })
})
