import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

// C2SP signed note (c2sp.org/signed-note) with Ed25519: what Go's golang.org/x/mod/sumdb/note reads.

const ed25519 = 1
const dash = '\u2014'
// An Ed25519 public key in DER: these bytes, and then the key itself.
const derHead = Buffer.from('302a300506032b6570032100', 'hex')

/** Signs a text that ends with a newline, under a name. */
export function signNote(text: string, name: string, key: KeyObject): string {
  const signature = sign(null, Buffer.from(text), key)
  const id = keyId(name, rawKey(key))
  return `${text}\n${dash} ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
}

/** The text of a note; null unless it bears a good signature of this key under this name. */
export function openNote(note: string, name: string, key: KeyObject): string | null {
  const end = note.lastIndexOf('\n\n')
  if (end < 0) return null
  const text = note.slice(0, end + 1)
  const id = keyId(name, rawKey(key))
  const isGood = signaturesOf(note).some(
    (signature) =>
      signature.name === name &&
      signature.id.equals(id) &&
      verify(null, Buffer.from(text), publicKey(key), signature.bytes),
  )
  return isGood ? text : null
}

/** The public key as one line: `<name>+<key id>+<type and key>`. */
export function verifierKey(name: string, key: KeyObject): string {
  const raw = rawKey(key)
  const typed = Buffer.concat([Buffer.of(ed25519), raw]).toString('base64')
  return `${name}+${keyId(name, raw).toString('hex')}+${typed}`
}

/** The signatures below a note. Lines that are none are left out. */
export function signaturesOf(note: string): { name: string; id: Buffer; bytes: Buffer }[] {
  const end = note.lastIndexOf('\n\n')
  const lines = note.slice(end + 2).split('\n')
  return lines.flatMap((line) => {
    const [mark, name, base64] = line.split(' ')
    if (mark !== dash || !name || !base64) return []
    const bytes = Buffer.from(base64, 'base64')
    return [{ name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4) }]
  })
}

function keyId(name: string, raw: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.of(ed25519), raw])
  return createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4)
}

/** The 32 bytes of the public half of a key. */
function rawKey(key: KeyObject): Buffer {
  const der = publicKey(key).export({ type: 'spki', format: 'der' })
  return der.subarray(derHead.length)
}

function publicKey(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key
}
