import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { type Database, openDatabase, type ReadDb } from '@/db/client'
import { type Env, env, publicOrigin } from '../../env'
import { systemLog } from '../event'
import { isSigned, signCheckpoint } from './checkpoint'
import { emptyRoot, Frontier } from './merkle'
import { signaturesOf, verifierKey } from './note'

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

/** The private key of this hub, read anew where the log was given another one while this process ran. */
export async function signerOf({ note, origin }: Signed): Promise<KeyObject> {
  const key = await auditKey()
  if (isOfKey(note, origin, key)) return key
  rereadKey()
  return auditKey()
}

/** Throws `AuditKeyError` unless this key signed a checkpoint. */
export function requireSigner(note: string, origin: string, key: KeyObject): void {
  if (!isOfKey(note, origin, key)) throw foreign(note)
}

// Whether the signature is good is what a verification finds out; here it is about whose it is.
function isOfKey(note: string, origin: string, key: KeyObject): boolean {
  return signersOf(note).includes(verifierKey(origin, key).split('+')[1] ?? '')
}

const signersOf = (note: string) => signaturesOf(note).map(({ id }) => id.toString('hex'))

/**
 * At the start: the key must be the one that signed the log so far, and is made only where nothing was
 * signed. The first hub of a database signs the empty log of the hub, so that another one with a key of its
 * own does not start, even where both start at once. Throws `AuditKeyError`.
 */
export async function openAuditKey(url: string, settings: Env = env()): Promise<void> {
  const { read, write, close } = openDatabase(url, { poolSize: 1 })
  try {
    const before = await newestOf(read)
    const key = await readKey(keyFile(settings), settings.auditKeyFile === null && before === null)
    if (!before) await signEmpty(write, key)
    const signed = await newestOf(read)
    if (signed && !isSigned(signed.note, signed.origin, key)) throw foreign(signed.note)
  } finally {
    await close()
  }
}

/** Signs the log of the hub while it is empty, unless somebody was faster. */
async function signEmpty(db: Database['write'], key: KeyObject): Promise<void> {
  const origin = originOf(systemLog)
  const { root, size } = { root: emptyRoot, size: 0 }
  const note = signCheckpoint({ origin, size, root }, key)
  await db.execute(sql`
    with log as (
      insert into audit_logs (log_id, origin, size, frontier, sealed_at)
      values (${systemLog}, ${origin}, ${size}, ${Frontier.empty().bytes()}, now())
      on conflict do nothing returning log_id, sealed_at)
    insert into audit_checkpoints (log_id, size, root, note, at)
    select log_id, ${size}, ${root}, ${note}, sealed_at from log`)
}

/** The name that a new log goes by on its checkpoints. */
export function originOf(logId: string): string {
  return `${new URL(publicOrigin()).host}/${logId}`
}

interface Signed {
  origin: string
  note: string
}

/** The checkpoint that was signed last, of whichever log. */
async function newestOf(db: ReadDb): Promise<Signed | null> {
  const { rows } = await db.execute<{ origin: string; note: string }>(sql`
    select l.origin, c.note from audit_logs l
    join audit_checkpoints c on c.log_id = l.log_id and c.size = l.size
    order by l.sealed_at desc limit 1`)
  return rows[0] ?? null
}

function foreign(note: string): AuditKeyError {
  const signers = signersOf(note)
  return new AuditKeyError(
    `The key in ${keyFile()} is not the one that signed the audit log so far (its id there is ${signers.join(' or ') || 'unknown'}). ${remedy}`,
  )
}

const remedy =
  'Replicas share one key: copy the file audit-key.pem of the hub that the data comes from, or name it with HUB_AUDIT_KEY_FILE. If it is lost: npm run admin -- replace-audit-key.'

/** The key in a file. */
export async function readKey(file: string, make: boolean): Promise<KeyObject> {
  if (make) await makeKey(file)
  const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const named = env().auditKeyFile !== null
    const make = `A new one is made with: openssl genpkey -algorithm ed25519 -out ${file}`
    throw new AuditKeyError(
      `The key of the audit log cannot be read from ${file} (${error.code}). ${named ? make : remedy}`,
    )
  })
  const key = parseKey(pem)
  if (key?.asymmetricKeyType === 'ed25519') return key
  throw new AuditKeyError(
    `${file} holds no Ed25519 private key in PEM form, which the audit log is signed with.`,
  )
}

/** Puts a key into a file that is not there yet, for its owner only. */
export async function writeKey(file: string, key: KeyObject): Promise<void> {
  await writeFile(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
}

/** Forgets the key that was read, since its file changed. */
export function rereadKey(): void {
  read = null
}

/** Makes a key where there is none; of several processes at once, one makes it and all read that. */
async function makeKey(file: string): Promise<void> {
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  await writeKey(fresh, generateKeyPairSync('ed25519').privateKey)
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
