import type { z } from 'zod'
import type { Ctx } from '../actor'
import type { RunRef } from './find'
import { readLog } from './log'

export interface LogTail {
  text: string
  /** Bytes of the whole log. */
  totalBytes: number
  /** How many of them `text` holds. */
  shownBytes: number
}

const newline = 10

/** The end of a run's log as text, `most` bytes of it, from the start of a line where one begins there. */
export async function tailOfLog(
  ctx: Ctx,
  ref: z.input<typeof RunRef>,
  most = 64 * 1024,
): Promise<LogTail> {
  const log = await readLog(ctx, ref)
  const start = Math.max(0, log.size - most)
  const pieces: Buffer[] = []
  for await (const piece of log.read({ start })) pieces.push(piece)
  const read = Buffer.concat(pieces)
  const shown = start === 0 ? read : read.subarray(firstWhole(read))
  return { text: shown.toString('utf8'), totalBytes: log.size, shownBytes: shown.length }
}

/** Where the first whole line begins; in one endless line, the first whole character. */
function firstWhole(bytes: Buffer): number {
  const line = bytes.indexOf(newline) + 1
  if (line > 0 && line < bytes.length) return line
  const character = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80)
  return Math.max(0, character)
}
