import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Env, env } from '../../env'

/** The key of the log cannot be used; the message says what to do. Nothing starts without it. */
export class AuditKeyError extends Error {
  readonly expected = true
}

/** Where the key of this hub lies. */
export function keyFile({ auditKeyFile, dataDir }: Env = env()): string {
  return auditKeyFile ?? join(dataDir, 'audit-key.pem')
}

let read: { file: string; key: Promise<KeyObject> } | null = null

/**
 * The private key that signs the checkpoints of this hub. It is made at the first need, unless the operator
 * names a file: what is named must be there. Throws `AuditKeyError`.
 */
export function auditKey(): Promise<KeyObject> {
  const file = keyFile()
  if (read?.file !== file) read = { file, key: readKey(file, env().auditKeyFile === null) }
  const { key } = read
  // What was wrong may have been put right.
  key.catch(() => {
    read = null
  })
  return key
}

/** The key in a file. */
export async function readKey(file: string, make: boolean): Promise<KeyObject> {
  if (make) await makeKey(file)
  const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AuditKeyError(
      `The key of the audit log cannot be read from ${file} (${error.code}). HUB_AUDIT_KEY_FILE names a file that is not there or not for us. A new one is made with: openssl genpkey -algorithm ed25519 -out ${file}`,
    )
  })
  const key = parseKey(pem)
  if (key?.asymmetricKeyType === 'ed25519') return key
  throw new AuditKeyError(
    `${file} holds no Ed25519 private key in PEM form, which the audit log is signed with.`,
  )
}

/** Makes a key where there is none; of several processes at once, one makes it and all read that. */
async function makeKey(file: string): Promise<void> {
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  await writeFile(fresh, pem, { mode: 0o600, flag: 'wx' })
  try {
    await link(fresh, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(fresh, { force: true })
  }
}

function parseKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}
