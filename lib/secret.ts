import { createHash, randomBytes } from 'node:crypto'

/** A secret of 256 random bits, in base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** How a secret is kept: SHA-256 in hexadecimal. Enough for secrets that no one chose. */
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex')
