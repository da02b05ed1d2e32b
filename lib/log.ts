import { type Logger, pino } from 'pino'
import { toldError } from '@/db/told-error'
import { env } from './env'

const key = Symbol.for('model-hub.log')
const holder = globalThis as typeof globalThis & { [key]?: Logger }

/**
 * The process's structured log (JSON lines on stdout). Headers and bodies are never written to it, and of
 * an error only what `toldError` lets through.
 */
export function log(): Logger {
  holder[key] ??= pino(
    {
      level: env().logLevel,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: toldError },
      redact: ['*.authorization', '*.cookie', '*.password', '*.token', '*.secret'],
    },
    pino.destination(gathered),
  )
  return holder[key]
}

/**
 * Lines are written some at a time, for a write of each costs as much as a small request; after a quarter of a
 * second at most, at exit, and before the process ends for an error. A pipe takes 4 KiB in one piece, so that
 * the lines of several processes do not mix.
 */
const gathered = { dest: 1, sync: false, minLength: 2048, maxWrite: 4096, periodicFlush: 250 }
