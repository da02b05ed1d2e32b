import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signCheckpoint } from '../log/checkpoint'
import { cover, Frontier, foldRow, type Hash, leafHash, type Range } from '../log/merkle'
import { verifierKey } from '../log/note'
import { type Last, type Line, LogCheck, reportLines } from './verify-audit.mjs'

const few = { numRuns: 40 }
const { privateKey } = generateKeyPairSync('ed25519')
const origin = 'hub.example.com/log'

/** A log whose events were sealed in rounds, as its leaves and its checkpoints. */
function logOf(rounds: readonly number[]) {
  const bodies: string[] = []
  const tree = Frontier.empty()
  const notes = rounds.map((count) => {
    for (let n = 0; n < count; n++) {
      const body = JSON.stringify({ id: `e${bodies.length}`, action: 'model.update' })
      bodies.push(body)
      tree.append(leafHash(body))
    }
    return signCheckpoint({ origin, size: bodies.length, root: tree.root() }, privateKey)
  })
  return { bodies, notes }
}

function exportOf({ bodies, notes }: ReturnType<typeof logOf>, { from, to }: Range) {
  const leaves = bodies.map((body) => leafHash(body))
  const beside = (range: Range) =>
    cover(range).map(({ height, index }) => {
      const own: Hash[] = leaves.slice(index * 2 ** height, (index + 1) * 2 ** height)
      return foldRow(own).toString('base64')
    })
  const last: Last = {
    checkpoint: notes.at(-1) ?? '',
    publicKey: verifierKey(origin, privateKey),
    ...{ from, to },
    before: beside({ from: 0, to: from }),
    after: beside({ from: to, to: bodies.length }),
    checkpoints: notes.filter((note) => {
      const size = Number(note.split('\n')[1])
      return size > from && size <= to
    }),
  }
  const lines: Line[] = bodies
    .map((body, index) => ({ index, body, leaf: leaves[index]?.toString('base64') ?? '' }))
    .slice(from, to)
  return { lines, last }
}

function check(lines: readonly Line[], last: Last, options = {}) {
  const found = new LogCheck(last, options)
  for (const line of lines) found.event(line)
  return found.end()
}

const rounds = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 })
const arbitrary = fc.tuple(rounds, fc.nat(), fc.nat(), fc.nat()).map(([counts, a, b, c]) => {
  const log = logOf(counts)
  const size = log.bodies.length
  const [from, to] = [a % (size + 1), b % (size + 1)].sort((x, y) => x - y) as [number, number]
  return { log, from, to: Math.max(to, Math.min(size, from + 1)), pick: c }
})
const whole = fc.tuple(rounds, fc.nat(), fc.nat()).map(([counts, a, b]) => {
  const log = logOf(counts)
  const size = log.bodies.length
  return { ...exportOf(log, { from: 0, to: size }), size, at: a % size, other: b % size }
})

describe('an export', () => {
  it('of any part of a log is verified', () => {
    fc.assert(
      fc.property(arbitrary, ({ log, from, to }) => {
        const { lines, last } = exportOf(log, { from, to })
        expect(check(lines, last, { key: last.publicKey, known: log.notes })).toMatchObject({
          ok: true,
          events: to - from,
        })
      }),
      few,
    )
  })

  it('of a part without events says so', () => {
    const { last } = exportOf(logOf([3, 2]), { from: 0, to: 0 })
    expect(reportLines(check([], last))[0]).toBe(
      'No event lies in this part of hub.example.com/log, which has 5 events.',
    )
  })

  it('by another key than came with it names both, and not a signature that is not good', () => {
    const { lines, last } = exportOf(logOf([3]), { from: 0, to: 3 })
    const other = verifierKey(origin, generateKeyPairSync('ed25519').privateKey)
    const { problems } = check(lines, { ...last, publicKey: other })
    expect(problems[0]).toMatchObject({ kind: 'unsigned' })
    expect(problems[0]?.message).toContain(`signed by another key than ${other}`)
  })

  it('of any part is refused when the hashes beside it are others', () => {
    fc.assert(
      fc.property(arbitrary, ({ log, from, to, pick }) => {
        const { lines, last } = exportOf(log, { from, to })
        const beside = [...last.before, ...last.after]
        fc.pre(beside.length > 0)
        beside[pick % beside.length] = leafHash('other').toString('base64')
        const [before, after] = [
          beside.slice(0, last.before.length),
          beside.slice(last.before.length),
        ]
        expect(check(lines, { ...last, before, after }).ok).toBe(false)
      }),
      few,
    )
  })
})

describe('the first event is named', () => {
  it('when its text was altered', () => {
    fc.assert(
      fc.property(whole, ({ lines, last, at }) => {
        const altered = lines.with(at, { ...(lines[at] as Line), body: '{"id":"x"}' })
        expect(check(altered, last).problems).toMatchObject([{ kind: 'altered', index: at }])
      }),
      few,
    )
  })

  it('when it was removed', () => {
    fc.assert(
      fc.property(whole, ({ lines, last, at }) => {
        const [first] = check(lines.toSpliced(at, 1), last).problems
        expect(first).toMatchObject({ kind: 'missing', index: at })
      }),
      few,
    )
  })

  it('when it was exchanged with another', () => {
    fc.assert(
      fc.property(whole, ({ lines, last, at, other }) => {
        fc.pre(at < other)
        const [one, two] = [lines[at], lines[other]] as [Line, Line]
        const swapped = lines
          .with(at, { ...one, body: two.body })
          .with(other, { ...two, body: one.body })
        const [first] = check(swapped, last).problems
        expect(first).toMatchObject({ kind: 'swapped', index: at })
      }),
      few,
    )
  })

  it('or the few that were sealed with it, when its hash was rewritten too', () => {
    fc.assert(
      fc.property(whole, ({ lines, last, at }) => {
        const body = '{"id":"x"}'
        const leaf = leafHash(body).toString('base64')
        const report = check(lines.with(at, { index: at, body, leaf }), last)
        const sizes = [0, ...last.checkpoints.map((note) => Number(note.split('\n')[1]))]
        const from = sizes.findLast((size) => size <= at) ?? 0
        expect(report.problems).toMatchObject([{ kind: 'rewritten', index: from }])
        expect(report.stretch?.[0]).toBe(from)
        expect(report.stretch?.[1]).toBeGreaterThan(at)
      }),
      few,
    )
  })

  it('when others were put in and every later one was renumbered', () => {
    fc.assert(
      fc.property(whole, ({ lines, last, at }) => {
        const body = '{"id":"x"}'
        const inserted = { index: at, body, leaf: leafHash(body).toString('base64') }
        const later = lines.slice(at).map((line) => ({ ...line, index: (line.index ?? 0) + 1 }))
        expect(check([...lines.slice(0, at), inserted, ...later], last).ok).toBe(false)
      }),
      few,
    )
  })

  it('when the end was cut off', () => {
    fc.assert(
      fc.property(whole, ({ lines, last, at }) => {
        const [first] = check(lines.slice(0, at), last).problems
        expect(first).toMatchObject({ kind: 'missing', index: at })
      }),
      few,
    )
  })
})

describe('a checkpoint that was kept', () => {
  const log = logOf([3, 2, 4])
  const { lines, last } = exportOf(log, { from: 0, to: 9 })
  const note = (size: number, root: Hash, name = origin, key = privateKey) =>
    signCheckpoint({ origin: name, size, root }, key)

  it.each([
    ['of a longer log: it was set back', note(12, leafHash('x')), 'set-back'],
    ['of another history', note(5, leafHash('x')), 'rewritten'],
    ['of the same size and another history', note(9, leafHash('x')), 'rewritten'],
    ['that is none', 'nothing', 'unsigned'],
  ])('%s', (_name, kept, kind) => {
    expect(check(lines, last, { known: [kept] }).problems[0]).toMatchObject({ kind })
  })

  it('by another key says nothing, and is said to be left out', () => {
    const { privateKey: other } = generateKeyPairSync('ed25519')
    const { ok, notes } = check(lines, last, { known: [note(5, leafHash('x'), origin, other)] })
    expect({ ok, notes }).toEqual({
      ok: true,
      notes: ['1 older checkpoint is signed by another key, and left out.'],
    })
  })
})
