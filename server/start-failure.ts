import { isDatabaseAway } from '@/lib/door'

/** A start that failed for a reason outside of the program; the message says it. */
export class StartError extends Error {
  override name = 'StartError'
  readonly expected = true
}

/** What a failed start is told as: a sentence where the cause is known, a trace where it is a bug. */
export function startFailure(error: unknown, { port }: { port: number | null }): string {
  if (!(error instanceof Error)) return String(error)
  if ('expected' in error && error.expected === true) return error.message
  const code = 'code' in error ? error.code : undefined
  // In a serving process of several, the port is bound by their supervisor.
  const listening = 'syscall' in error && ['listen', 'bind'].includes(String(error.syscall))
  const taken = port ?? ('port' in error ? error.port : '')
  if (listening) {
    if (code === 'EADDRINUSE') return `Port ${taken} is taken. Set PORT to another.`
    if (code === 'EACCES')
      return `This account may not open port ${taken}. Set PORT to one from 1024 on.`
    if (code === 'EADDRNOTAVAIL')
      return 'This machine has no such address to listen at. Set HUB_HOST to one that it has.'
  }
  if (isDatabaseAway(error)) return 'The database does not answer. Is DATABASE_URL right?'
  return error.stack ?? error.message
}
