#!/usr/bin/env node
// Checks an export of the audit log of a Model Hub: without the hub, without the network, without any
// package. Needs Node 18 or newer. Read it before you trust it; it is meant to be read.
//
//   node verify-audit.mjs EXPORT [--key KEY] [--checkpoint FILE]...
//
//   --key KEY          the public key that the log must be signed with, or a file that holds it
//   --checkpoint FILE  a checkpoint that you kept: the log must still hold what it held then
//
// What is checked, and how:
//
//   1. An export is JSON Lines: {"index", "body", "leaf"} for each event, in the order of the log, and last
//      {"checkpoint", "publicKey", "from", "to", "before", "after", "checkpoints"}.
//   2. The hash of an event is SHA-256 of a zero byte and the bytes of its body (RFC 6962). It must be its leaf.
//   3. The leaves make a Merkle tree (RFC 6962): a node is SHA-256 of a one byte and the two hashes below it.
//      Of a part of a log, "before" and "after" are the hashes of the complete subtrees beside it.
//   4. The root of the tree must stand in the checkpoint: three lines (name of the log, number of events, root)
//      with an Ed25519 signature below (C2SP signed note).
//   5. "checkpoints" are older ones. Each must fit the tree as it was then, so that the first one that does
//      not tells where the log was rewritten.
//
// Exit code: 0 verified, 1 not verified, 2 the command line or a file could not be read.

import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { basename } from 'node:path'

/**
 * @typedef {object} Problem
 * @property {'altered' | 'missing' | 'swapped' | 'inserted' | 'rewritten' | 'set-back' | 'unsigned' | 'unreadable'} kind
 * @property {number | null} index where it begins
 * @property {string | null} event its id
 * @property {string | null} action what it tells of
 * @property {string} message
 *
 * @typedef {object} Report
 * @property {boolean} ok
 * @property {string} origin the name of the log
 * @property {number} events how many were checked
 * @property {number} from
 * @property {number} to
 * @property {number} size of the whole log
 * @property {string} root
 * @property {string} publicKey
 * @property {boolean} keyGiven whether that key was given, not found in the export
 * @property {Problem[]} problems the first one first
 * @property {string[]} notes
 * @property {[number, number] | null} stretch the events among which the first rewritten one is
 *
 * @typedef {{ index: number | null, body: string | null, leaf?: string | Buffer }} Line
 *
 * @typedef {object} Last
 * @property {string} checkpoint
 * @property {string} publicKey
 * @property {number} from
 * @property {number} to
 * @property {string[]} before
 * @property {string[]} after
 * @property {string[]} checkpoints
 */

const mostProblems = 20
const leafPrefix = Buffer.of(0)
const pair = Buffer.alloc(65, 1)

/** @param {string} body */
function leafHash(body) {
  return createHash('sha256').update(leafPrefix).update(body).digest()
}

/**
 * @param {Buffer} left
 * @param {Buffer} right
 */
function nodeHash(left, right) {
  left.copy(pair, 1)
  right.copy(pair, 33)
  return createHash('sha256').update(pair).digest()
}

/** The complete subtrees of a tree that grows to the right: two of one width become one. */
class Tree {
  /** @type {{ hash: Buffer, width: number }[]} */
  subtrees = []

  /**
   * @param {Buffer} hash
   * @param {number} width how many leaves it stands for
   */
  add(hash, width = 1) {
    let own = { hash, width }
    for (let last = this.subtrees.at(-1); last?.width === own.width; last = this.subtrees.at(-1)) {
      this.subtrees.pop()
      own = { hash: nodeHash(last.hash, own.hash), width: own.width * 2 }
    }
    this.subtrees.push(own)
  }

  root() {
    const hashes = this.subtrees.map(({ hash }) => hash)
    if (hashes.length === 0) return createHash('sha256').digest()
    return hashes.reduceRight((right, left) => nodeHash(left, right))
  }
}

/**
 * The widths of the complete subtrees that leaves `from` to `to` are made of.
 * @param {number} from
 * @param {number} to
 */
function widths(from, to) {
  const found = []
  for (let at = from; at < to; ) {
    let width = 1
    while (at % (width * 2) === 0 && at + width * 2 <= to) width *= 2
    found.push(width)
    at += width
  }
  return found
}

/** Reads a checkpoint; null where it is none. @param {string} note */
function readCheckpoint(note) {
  const [origin, size, root] = note.split('\n')
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? '')) return null
  if (Buffer.from(root ?? '', 'base64').length !== 32) return null
  return { origin, size: Number(size), root: root ?? '' }
}

/** @param {string} note */
function sizeOf(note) {
  return readCheckpoint(note)?.size ?? 0
}

/**
 * What a note is to a key: signed by it, signed by others alone, or bearing a signature in its name that
 * is not its own.
 * @param {string} note
 * @param {string} publicKey `<name>+<key id>+<base64>`
 * @returns {'good' | 'others' | 'bad'}
 */
function signatureOf(note, publicKey) {
  const [, name = '', id = '', base64 = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(publicKey) ?? []
  const typed = Buffer.from(base64, 'base64')
  const expected = createHash('sha256').update(`${name}\n`).update(typed).digest('hex').slice(0, 8)
  if (typed.length !== 33 || typed[0] !== 1 || id !== expected) return 'bad'
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)])
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  const end = note.lastIndexOf('\n\n')
  const text = Buffer.from(note.slice(0, end + 1))
  const own = note
    .slice(end + 2)
    .split('\n')
    .map((line) => /^\u2014 (\S+) (\S+)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ name: match[1], bytes: Buffer.from(match[2] ?? '', 'base64') }))
    .filter((signature) => signature.name === name)
    .filter(({ bytes }) => bytes.subarray(0, 4).toString('hex') === id)
  if (end < 0 || own.length === 0) return 'others'
  return own.some(({ bytes }) => verify(null, text, key, bytes.subarray(4))) ? 'good' : 'bad'
}

/** The id and the action of an event, for whoever is to find it. @param {string | null} body */
function nameOf(body) {
  try {
    const { id, action } = JSON.parse(body ?? '')
    return {
      event: typeof id === 'string' ? id : null,
      action: typeof action === 'string' ? action : null,
    }
  } catch {
    return { event: null, action: null }
  }
}

/** @param {string | null} event @param {string | null} action */
function told(event, action) {
  if (!event) return ''
  return action ? ` (${event}, ${action})` : ` (${event})`
}

/** @param {number} from @param {number} to */
function eventsOf(from, to) {
  return to - from <= 1 ? `Event ${from}` : `Events ${from} to ${to - 1}`
}

/** Checks the events of one export, one by one as they come. Memory does not grow with their number. */
export class LogCheck {
  /**
   * @param {Last} last the last line of the export
   * @param {{ key?: string | null, known?: string[] }} [options] the key that must have signed it, and
   *   checkpoints from elsewhere that must still hold
   */
  constructor(last, { key = null, known = [] } = {}) {
    this.last = last
    this.key = key ?? last.publicKey
    this.keyGiven = key !== null
    /** @type {Problem[]} */
    this.problems = []
    /** @type {string[]} */
    this.notes = []
    this.head = readCheckpoint(last.checkpoint) ?? { origin: '', size: 0, root: '' }
    this.next = last.from
    this.events = 0
    /** Older checkpoints by other keys. */
    this.foreign = 0
    this.tree = new Tree()
    /** False as soon as the tree cannot be built from what is there. */
    this.whole = true
    this.good = last.from
    /** @type {string | null} */
    this.firstSinceGood = null
    /** @type {[number, number] | null} */
    this.stretch = null
    /** @type {{ index: number, body: string, own: string, leaf: string }[]} */
    this.unlike = []
    this.begin(known)
  }

  /** @param {string[]} known */
  begin(known) {
    const { last, head } = this
    if (!head.origin)
      this.found('unreadable', null, null, 'The checkpoint of the export cannot be read.')
    else this.signed(signatureOf(last.checkpoint, this.key))
    const left = widths(0, last.from)
    if (
      left.length !== last.before.length ||
      widths(last.to, head.size).length !== last.after.length
    )
      this.found(
        'unreadable',
        null,
        null,
        'The hashes beside this part of the log are missing from the export.',
      )
    for (const [n, width] of left.entries())
      this.tree.add(Buffer.from(last.before[n] ?? '', 'base64'), width)
    const older = last.checkpoints.flatMap((note) => this.comparable(note, false))
    const newestFirst = [...new Set(known)].sort((a, b) => sizeOf(b) - sizeOf(a))
    const kept = newestFirst.flatMap((note) => this.comparable(note, true))
    /** Older checkpoints by size, to be met on the way. */
    this.ahead = [...older, ...kept].sort((a, b) => a.size - b.size)
    this.meet()
  }

  /** @param {ReturnType<typeof signatureOf>} signature */
  signed(signature) {
    if (signature === 'good') return
    const bad = 'The signature of the checkpoint is not good.'
    const others = `The checkpoint is signed by another key than ${this.key}, which came with it. Either the log was signed anew, or the hub that was asked has not the key of the hub that sealed it.`
    const given = 'The checkpoint of the export is not signed by the key that you gave.'
    const found = signature === 'others' ? others : bad
    this.found('unsigned', null, null, this.keyGiven ? given : found)
  }

  /**
   * An older checkpoint that the events at hand can be held against, or nothing.
   * @param {string} note
   * @param {boolean} isKept whether it comes from elsewhere
   * @returns {{ size: number, root: string, isKept: boolean }[]}
   */
  comparable(note, isKept) {
    const { last, head } = this
    const checkpoint = readCheckpoint(note)
    const whose = isKept ? 'A checkpoint that was kept' : 'An older checkpoint of the export'
    const signature = checkpoint ? signatureOf(note, this.key) : 'bad'
    if (!checkpoint || signature === 'bad' || checkpoint.origin !== head.origin) {
      const what =
        checkpoint && signature !== 'bad'
          ? 'is of another log'
          : 'is not signed by the key of this log'
      this.found('unsigned', null, null, `${whose} ${what}.`)
      return []
    }
    if (signature === 'others') {
      this.foreign++
      return []
    }
    if (checkpoint.size > head.size && !this.problems.some(({ kind }) => kind === 'set-back'))
      this.found(
        'set-back',
        head.size,
        null,
        `The log was set back: ${eventsOf(head.size, checkpoint.size).toLowerCase()} stood in it when a checkpoint of ${checkpoint.size} events was signed, and it has ${head.size} now.`,
      )
    const here = checkpoint.size >= last.from && checkpoint.size <= last.to
    if (!here && checkpoint.size <= head.size && isKept)
      this.notes.push(
        `${whose} (${checkpoint.size} events) lies outside of this part of the log, so it was left out. Check it with an export of the whole log.`,
      )
    return here ? [{ ...checkpoint, isKept }] : []
  }

  /** Takes the next event. @param {Line} line */
  event({ index, body, leaf }) {
    this.events++
    if (index === null) {
      const { event, action } = nameOf(body)
      this.found(
        'inserted',
        null,
        body,
        `An event was put in${told(event, action)}: it is not in the log, and does not wait for it.`,
      )
      return
    }
    if (index > this.next) this.missing(this.next, index)
    if (index < this.next)
      this.found(
        'inserted',
        index,
        body,
        `Event ${index} is there again, or out of its place${this.told(body)}.`,
      )
    if (index !== this.next) this.whole = false
    this.next = Math.max(this.next, index + 1)
    const own = body === null ? null : leafHash(body)
    const claimed =
      leaf === undefined ? own : typeof leaf === 'string' ? Buffer.from(leaf, 'base64') : leaf
    if (own === null) this.missing(index, index + 1)
    else if (claimed && !own.equals(claimed) && this.unlike.length < 1000)
      this.unlike.push({
        index,
        body: body ?? '',
        own: own.toString('hex'),
        leaf: claimed.toString('hex'),
      })
    this.firstSinceGood ??= body
    if (!claimed || !this.whole) return
    this.tree.add(claimed)
    this.meet()
  }

  /** Compares the tree with the older checkpoints of its size. */
  meet() {
    while (this.ahead?.[0] && this.ahead[0].size <= this.next) {
      const [checkpoint] = this.ahead.splice(0, 1)
      if (!checkpoint || checkpoint.size < this.next || !this.whole) continue
      if (this.tree.root().toString('base64') !== checkpoint.root) this.rewritten(checkpoint.size)
      else if (!this.stretch) {
        this.good = checkpoint.size
        this.firstSinceGood = null
      }
    }
  }

  /** The end of the export. @returns {Report} */
  end() {
    const { last, head, next } = this
    if (next < last.to) {
      this.missing(next, last.to)
      this.whole = false
    }
    for (const [n, width] of widths(last.to, head.size).entries())
      this.tree.add(Buffer.from(last.after[n] ?? '', 'base64'), width)
    const fits = this.whole && this.tree.root().toString('base64') === head.root
    if (this.whole && !fits && head.origin) this.rewritten(last.to)
    this.namePlaces()
    if (this.foreign > 0)
      this.notes.push(
        `${this.foreign} older checkpoint${this.foreign > 1 ? 's are' : ' is'} signed by another key, and left out.`,
      )
    const { problems, notes, events, stretch } = this
    problems.sort(
      (a, b) => (a.index ?? Number.MAX_SAFE_INTEGER) - (b.index ?? Number.MAX_SAFE_INTEGER),
    )
    return {
      ok: problems.length === 0,
      ...{
        origin: head.origin,
        events,
        from: last.from,
        to: last.to,
        size: head.size,
        root: head.root,
      },
      ...{ publicKey: this.key, keyGiven: this.keyGiven, problems, notes, stretch },
    }
  }

  /** Tells the events that are not what their leaves say: exchanged ones from altered ones. */
  namePlaces() {
    const placeOf = new Map(this.unlike.map(({ leaf, index }) => [leaf, index]))
    for (const { index, body, own } of this.unlike) {
      const place = placeOf.get(own)
      if (place === undefined)
        this.found(
          'altered',
          index,
          body,
          `Event ${index} was altered${this.told(body)}: its text is not the one that was sealed.`,
        )
      else
        this.found(
          'swapped',
          index,
          body,
          `Event ${index} was swapped: in its place stands what was sealed as event ${place}${this.told(body)}.`,
        )
    }
  }

  /** The first checkpoint that does not fit says where the hashes were rewritten. @param {number} size */
  rewritten(size) {
    if (this.stretch) return
    this.stretch = [this.good, Math.max(size, this.good + 1)]
    const [from, to] = this.stretch
    const what =
      'altered, removed, swapped or put in, and the hashes of the log were rewritten to hide it'
    const message =
      to - from === 1
        ? `Event ${from} was ${what}${this.told(this.firstSinceGood)}: it does not fit the checkpoint that was signed at ${size} events.`
        : `One of the events ${from} to ${to - 1} was ${what}: they were sealed together, and do not fit the checkpoint that was signed at ${size} events. The first of them${this.told(this.firstSinceGood)}.`
    this.found('rewritten', from, this.firstSinceGood, message)
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  missing(from, to) {
    const [was, is] = to - from > 1 ? ['were', 'they are'] : ['was', 'it is']
    this.found(
      'missing',
      from,
      null,
      `${eventsOf(from, to)} ${was} removed: the log says that ${is} there.`,
    )
  }

  /** @param {string | null} body */
  told(body) {
    const { event, action } = nameOf(body)
    return told(event, action)
  }

  /**
   * @param {Problem['kind']} kind
   * @param {number | null} index
   * @param {string | null} body
   * @param {string} message
   */
  found(kind, index, body, message) {
    if (this.problems.length >= mostProblems) return
    this.problems.push({ kind, index, ...nameOf(body), message })
  }
}

/**
 * Checks an export in a file.
 * @param {string} file
 * @param {{ key?: string | null, known?: string[] }} [options]
 * @returns {Promise<Report>}
 */
export async function verifyFile(file, options) {
  const last = readLast(await lastLine(file))
  if (!last)
    throw new Unreadable(
      'The file ends without its checkpoint. It was cut off, or is no export of an audit log.',
    )
  const check = new LogCheck(last, options)
  let rest = ''
  let number = 0
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      number++
      const read = readLine(line, number)
      if (read) check.event(read)
    }
  }
  const read = readLine(rest, number + 1)
  if (read) check.event(read)
  return check.end()
}

/** What people are told of a report. @param {Report} report */
export function reportLines(report) {
  const { ok, origin, events, from, to, size, root, publicKey, keyGiven, problems, notes } = report
  const key = keyGiven
    ? `Signed by the key that you gave: ${publicKey}`
    : `Signed by the key that came with it: ${publicKey}\nCompare it with the key that you were given when the log was new, or give that with --key.`
  const part =
    to - from === size ? `all ${events} events` : `events ${from} to ${to - 1} of ${size}`
  const verified =
    from === to && size > 0
      ? `No event lies in this part of ${origin}, which has ${size} events.`
      : `Verified: ${part} of ${origin} are as they were sealed.`
  const head = ok
    ? [verified, `Root of ${size} events: ${root}`, key]
    : [
        'NOT VERIFIED.',
        ...problems.map(({ message }) => message),
        `Log: ${origin}, ${size} events, root ${root}`,
      ]
  return [...head, ...notes]
}

/** Thrown for what is no export; the message says why. */
export class Unreadable extends Error {}

/** The last line of a file, however long. @param {string} file */
async function lastLine(file) {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    let text = Buffer.alloc(0)
    for (let at = size; at > 0; ) {
      const length = Math.min(at, 1 << 16)
      at -= length
      const piece = Buffer.alloc(length)
      await handle.read(piece, 0, length, at)
      text = Buffer.concat([piece, text])
      const line = text.toString('utf8').trimEnd()
      const start = line.lastIndexOf('\n')
      if (start >= 0) return line.slice(start + 1)
    }
    return text.toString('utf8').trimEnd()
  } finally {
    await handle.close()
  }
}

/** The last line of an export, where it is one. @param {string} line @returns {Last | null} */
export function readLast(line) {
  try {
    const last = JSON.parse(line)
    const isOne =
      typeof last.checkpoint === 'string' &&
      typeof last.publicKey === 'string' &&
      Number.isSafeInteger(last.from) &&
      Number.isSafeInteger(last.to) &&
      [last.before, last.after, last.checkpoints].every(Array.isArray)
    return isOne ? last : null
  } catch {
    return null
  }
}

/**
 * One event of an export; null for the last line and for an empty one.
 * @param {string} line
 * @param {number} number
 * @returns {Line | null}
 */
function readLine(line, number) {
  if (line.trim() === '') return null
  let read
  try {
    read = JSON.parse(line)
  } catch {
    throw new Unreadable(`Line ${number} is no JSON.`)
  }
  if (read === null || typeof read !== 'object' || 'checkpoint' in read) return null
  const { index, body, leaf } = read
  const isOne =
    (index === null || Number.isSafeInteger(index)) &&
    (body === null || typeof body === 'string') &&
    (leaf === undefined || typeof leaf === 'string')
  if (!isOne) throw new Unreadable(`Line ${number} is no event.`)
  return { index, body, leaf }
}

/** @param {string[]} words */
async function main(words) {
  /** @type {{ file: string | null, key: string | null, known: string[] }} */
  const asked = { file: null, key: null, known: [] }
  for (let n = 0; n < words.length; n++) {
    const word = words[n] ?? ''
    if (word === '--key') asked.key = await keyOf(words[++n] ?? '')
    else if (word === '--checkpoint') asked.known.push(await readFile(words[++n] ?? '', 'utf8'))
    else if (!word.startsWith('-') && asked.file === null) asked.file = word
    else throw new Unreadable(`${word} is not understood.`)
  }
  if (asked.file === null)
    throw new Unreadable('Usage: node verify-audit.mjs EXPORT [--key KEY] [--checkpoint FILE]...')
  const report = await verifyFile(asked.file, asked)
  process.stdout.write(`${reportLines(report).join('\n')}\n`)
  return report.ok ? 0 : 1
}

/** A key as it is, or in a file. @param {string} text */
export async function keyOf(text) {
  const key = text.includes('+') ? text : await readFile(text, 'utf8')
  return key.trim()
}

if (basename(process.argv[1] ?? '') === 'verify-audit.mjs')
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`verify-audit: ${error instanceof Error ? error.message : error}\n`)
    return 2
  })
