import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { pageOf } from '@/lib/view'
import { strict } from './strict'

const Thing = z.object({ name: z.string(), at: z.object({ x: z.number() }).nullable() })

describe('a strict schema', () => {
  it('takes what the schema says', () => {
    const value = { items: [{ name: 'a', at: { x: 1 } }], nextCursor: null }
    expect(strict(pageOf(Thing)).parse(value)).toEqual(value)
  })

  it('refuses what it does not say, however deep', () => {
    const items = [{ name: 'a', at: { x: 1, y: 2 } }]
    expect(strict(pageOf(Thing)).safeParse({ items, nextCursor: null }).success).toBe(false)
    const either = z.union([z.array(Thing).optional(), z.record(z.string(), Thing)])
    expect(strict(either).safeParse({ k: { name: 'a', at: null, more: 1 } }).success).toBe(false)
    expect(strict(either).safeParse({ k: { name: 'a', at: null } }).success).toBe(true)
  })
})
