import { structuredPatch } from 'diff'
import { and, eq, inArray } from 'drizzle-orm'
import { type CardBlock, cardRevisions } from '@/db/schema/tables'
import { notFound } from '../errors'
import { findModel, ModelRef } from '../models/find'
import { query } from '../query'
import { grouped } from './blocks'
import { RevisionNumber, RevisionOrNone } from './input'

export interface DiffLine {
  sign: '+' | '-' | ' '
  text: string
}

export interface CardDiff {
  from: number
  to: number
  /** Lines that differ, with a few around them; one list per place. */
  hunks: { line: number; lines: DiffLine[] }[]
  /** How many lines there are beyond those told. */
  more: number
}

// More than anybody reads, and as much as a page is drawn of in no time.
const mostLines = 2000

/** How two states of a card differ, line by line; 0 is the card before anything was written. */
export const compareCards = query({
  action: 'model.read',
  input: ModelRef.extend({ from: RevisionOrNone, to: RevisionNumber }),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject: { model }, input: { from, to } }): Promise<CardDiff> {
    const found = await db
      .select({ number: cardRevisions.number, blocks: cardRevisions.blocks })
      .from(cardRevisions)
      .where(and(eq(cardRevisions.modelId, model.id), inArray(cardRevisions.number, [from, to])))
    const textOf = (number: number) => {
      const revision = found.find((one) => one.number === number)
      if (number > 0 && !revision)
        throw notFound(`The card of ${model.slug} has no revision ${number}.`)
      return spelled(revision?.blocks ?? [])
    }
    return { from, to, ...upTo(mostLines, hunksBetween(textOf(from), textOf(to))) }
  },
})

/** A card with all that it holds, also what is not shown. */
function spelled(blocks: readonly CardBlock[]): string {
  return grouped(blocks)
    .flatMap(({ category, blocks: members }) => [
      ...(category ? [`# ${category}\n`] : []),
      ...members.map(({ title, body }) => `## ${title}\n${body ? `\n${body}\n` : ''}`),
    ])
    .join('\n')
}

/** Texts that have little in common are told one after the other: finding more would take too long. */
function hunksBetween(before: string, after: string): CardDiff['hunks'] {
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, maxEditLength: 2000 })
  if (!patch) {
    const lines = [...signed('-', before), ...signed('+', after)]
    return [{ line: 1, lines }]
  }
  return patch.hunks.map(({ newStart, lines }) => ({
    line: newStart,
    // A file without an end of its last line is no matter here.
    lines: lines.filter((line) => !line.startsWith('\\')).map(asLine),
  }))
}

/** The first lines of all hunks. */
function upTo(most: number, hunks: CardDiff['hunks']): Pick<CardDiff, 'hunks' | 'more'> {
  const told: CardDiff['hunks'] = []
  let room = most
  let more = 0
  for (const { line, lines } of hunks) {
    if (room > 0) told.push({ line, lines: lines.slice(0, room) })
    more += Math.max(0, lines.length - room)
    room = Math.max(0, room - lines.length)
  }
  return { hunks: told, more }
}

function signed(sign: DiffLine['sign'], text: string): DiffLine[] {
  return text.split('\n').map((line) => ({ sign, text: line }))
}

function asLine(line: string): DiffLine {
  const sign = line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : ' '
  return { sign, text: line.slice(1) }
}
