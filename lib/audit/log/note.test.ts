import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { isSigned, readCheckpoint, signCheckpoint } from './checkpoint'
import { leafHash } from './merkle'
import { openNote, signNote, verifierKey } from './note'
import { proofText } from './proof'

const { privateKey } = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519').privateKey
const origin = 'hub.example.com/0190'
const root = leafHash('an event')

it('opens for the key and the name that signed it, and for no other', () => {
  const note = signNote('one\ntwo\n', origin, privateKey)
  expect(openNote(note, origin, privateKey)).toBe('one\ntwo\n')
  expect(openNote(note, origin, other)).toBeNull()
  expect(openNote(note, 'hub.example.com/0191', privateKey)).toBeNull()
  expect(openNote(note.replace('two', 'six'), origin, privateKey)).toBeNull()
  expect(openNote('nothing of the kind', origin, privateKey)).toBeNull()
})

it('reads back as the checkpoint that it was', () => {
  const note = signCheckpoint({ origin, size: 42, root }, privateKey)
  expect(readCheckpoint(note)).toEqual({ origin, size: 42, root })
  expect(isSigned(note, origin, privateKey)).toBe(true)
  expect(isSigned(note.replace('42', '41'), origin, privateKey)).toBe(false)
})

it.each([
  '',
  'hub\n',
  'hub\n042\nAAAA\n',
  `hub\n-1\n${root.toString('base64')}\n`,
  'hub\n1\nshort\n',
])('takes %j for no checkpoint', (text) => {
  expect(readCheckpoint(text)).toBeNull()
})

it('tells its public key in the form that other programs read', () => {
  // Base64 may hold a plus of its own.
  const [name, id, ...key] = verifierKey(origin, privateKey).split('+')
  expect(name).toBe(origin)
  expect(id).toMatch(/^[0-9a-f]{8}$/)
  expect(Buffer.from(key.join('+'), 'base64')).toHaveLength(33)
})

it('writes a proof with its index, its hashes and the checkpoint as it is', () => {
  const text = proofText(7, [root, leafHash('two')], 'hub\n8\n…\n')
  const [kind, index, first, second, blank, ...checkpoint] = text.split('\n')
  expect([kind, index, blank]).toEqual(['c2sp.org/tlog-proof@v1', 'index 7', ''])
  expect([first, second]).toEqual([root, leafHash('two')].map((hash) => hash.toString('base64')))
  expect(checkpoint.join('\n')).toBe('hub\n8\n…\n')
})
