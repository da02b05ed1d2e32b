import { describe, expect, it } from 'vitest'
import { hashPassword, newPassword, Password, verifyPassword } from './password'

describe('a password’s hash', () => {
  it('is made by that password and no other, each time with another salt', async () => {
    const [one, two] = await Promise.all([
      hashPassword('correct horse'),
      hashPassword('correct horse'),
    ])
    expect(one).toMatch(/^scrypt\$131072\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
    expect(one).not.toBe(two)
    expect(await verifyPassword('correct horse', one)).toBe(true)
    expect(await verifyPassword('correct horsf', one)).toBe(false)
  })

  it('is the same however the keyboard composes a letter', async () => {
    const hash = await hashPassword('caf\u00e9 au lait')
    expect(await verifyPassword('cafe\u0301 au lait', hash)).toBe(true)
  })

  it('is matched by nothing when there is none, or when it is damaged', async () => {
    expect(await verifyPassword('anything', null)).toBe(false)
    expect(await verifyPassword('anything', 'scrypt$131072$8$1$$')).toBe(false)
    expect(await verifyPassword('anything', '')).toBe(false)
  })

  it('takes its time for someone unknown, too', async () => {
    const spent = process.cpuUsage()
    expect(await verifyPassword('wrong', null)).toBe(false)
    const { user, system } = process.cpuUsage(spent)
    // Microseconds of work, whatever else the machine does: no shortcut takes as much.
    expect(user + system).toBeGreaterThan(20_000)
  })
})

it('makes passwords that are each long, readable and new', () => {
  const made = Array.from({ length: 100 }, newPassword)
  for (const one of made) {
    expect(one).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/)
    expect(Password.safeParse(one).success).toBe(true)
  }
  expect(new Set(made).size).toBe(100)
})

it('asks for at least ten characters', () => {
  expect(Password.safeParse('123456789').success).toBe(false)
  expect(Password.safeParse('1234567890').success).toBe(true)
  expect(Password.safeParse('x'.repeat(1001)).success).toBe(false)
})
