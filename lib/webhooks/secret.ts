import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { env } from '../env'

const prefix = 'whsec_'
const ivBytes = 12
const tagBytes = 16

/** A secret to sign with, as Standard Webhooks writes it. */
export const newSigningSecret = (): string => `${prefix}${randomBytes(32).toString('base64')}`

/**
 * Keeps a text so that only hubs with this `HUB_SECRET` can read it, and only in its place: `of` is the id of
 * what it belongs to.
 */
export function seal(text: string, of: string): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(), iv, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(of))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** The text again; null where it was kept under another `HUB_SECRET`, or is not whole. */
export function unseal(sealed: Buffer, of: string): string | null {
  try {
    const iv = sealed.subarray(0, ivBytes)
    const decipher = createDecipheriv('aes-256-gcm', sealingKey(), iv, { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(of))
    decipher.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
    const opened = [decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()]
    return Buffer.concat(opened).toString('utf8')
  } catch {
    return null
  }
}

/** The value of `webhook-signature`: one signature for each secret. */
export function signatures(
  secrets: readonly string[],
  { id, timestamp, body }: { id: string; timestamp: number; body: string },
): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(prefix.length), 'base64')
      const signed = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`)
      return `v1,${signed.digest('base64')}`
    })
    .join(' ')
}

function sealingKey(): Buffer {
  const { secret } = env()
  if (!secret) throw new Error('HUB_SECRET is not set, and the server has made none.')
  return Buffer.from(hkdfSync('sha256', secret, '', 'model-hub webhooks', 32))
}
