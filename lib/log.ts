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
  holder[key] ??= pino({
    level: env().logLevel,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: toldError },
    redact: ['*.authorization', '*.cookie', '*.password', '*.token', '*.secret'],
  })
  return holder[key]
}
