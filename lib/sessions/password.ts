import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'

export const minimumPasswordLength = 10

/** A password that someone chose. */
export const Password = z
  .string()
  .min(minimumPasswordLength, `Use at least ${minimumPasswordLength} characters.`)
  .max(1000, 'Use at most 1000 characters.')

/** A password to hand over, such as `bq7fm-x2kdr-tw9hc-n4gve`: 98 random bits, no look-alikes. */
export function newPassword(): string {
  const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return Array.from({ length: 4 }, group).join('-')
}

/** `scrypt$N$r$p$salt$key`, salt and key in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, 32, cost)
  return ['scrypt', cost.N, cost.r, cost.p, text(salt), text(key)].join('$')
}

/** Whether the password made this hash. Takes the same time when there is no hash. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, N, r, p, salt, key] = (hash ?? decoy).split('$')
  if (!salt || !key) return false
  const expected = Buffer.from(key, 'base64url')
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: cost.maxmem }
  const actual = await derive(password, Buffer.from(salt, 'base64url'), expected.length, options)
  return hash !== null && timingSafeEqual(actual, expected)
}

// OWASP's minimum for scrypt: 2^17 · 8 · 1, about 128 MiB for a third of a second.
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

const scryptKey = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

// Two at once: a flood of sign-ins must not take the memory, nor every thread that reads files.
const atOnce = 2
let running = 0
const waiting: (() => void)[] = []

async function derive(
  password: string,
  salt: Buffer,
  length: number,
  options: ScryptOptions,
): Promise<Buffer> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
  try {
    // The same letters may be composed differently by another keyboard.
    return await scryptKey(password.normalize('NFKC'), salt, length, options)
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

const text = (bytes: Buffer) => bytes.toString('base64url')
const decoy = ['scrypt', cost.N, cost.r, cost.p, 'A'.repeat(22), 'A'.repeat(43)].join('$')
