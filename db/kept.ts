import { createHash } from 'node:crypto'
import { Client, type PoolClient } from 'pg'

/** What the text of a statement ends with that each connection is to keep once it has planned it. */
export const kept = '/* kept */'

/**
 * What PostgreSQL says where a pooler gave the connection to somebody else in between, or a table was changed
 * meanwhile: the statement is not there, is there already, or answers otherwise.
 */
const lostStatement = new Set(['26000', '42P05', '0A000'])

let isOn = true
let tell: (sqlState: string) => void = () => {}
const names = new Map<string, string>()

/** Whether an error says that a kept statement was lost. From then on none is kept, so it may be tried again. */
export function isLostStatement(code: string | undefined): boolean {
  return code !== undefined && lostStatement.has(code)
}

/**
 * Gives the marked statements of a connection names, by which PostgreSQL keeps them with their plans: planning
 * one that finds a row by its key takes it several times as long as running it.
 */
export function keepStatements(client: PoolClient): void {
  // Of the prototype, and as it is by then: whoever looks on puts theirs there.
  const query = (...asked: unknown[]): unknown =>
    Reflect.apply(Client.prototype.query, client, asked)
  const naming = (asked: unknown, ...others: unknown[]) => {
    if (!isOn || !isMarked(asked)) return query(asked, ...others)
    const watched = others.map((other) =>
      typeof other === 'function'
        ? (error: unknown, ...told: unknown[]) => {
            watch(error)
            other(error, ...told)
          }
        : other,
    )
    const answer = query({ ...asked, name: nameOf(asked.text) }, ...watched)
    if (answer instanceof Promise) answer.catch(watch)
    return answer
  }
  client.query = naming as typeof client.query
}

function watch(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code === undefined || !isLostStatement(code) || !isOn) return
  isOn = false
  tell(code)
}

/** Says, once, with PostgreSQL's code, when this process keeps no statements any more. */
export function whenLost(told: typeof tell): void {
  tell = told
}

function nameOf(text: string): string {
  const known = names.get(text)
  if (known) return known
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32)
  names.set(text, name)
  return name
}

function isMarked(asked: unknown): asked is { text: string } {
  const { text } = Object(asked) as { text?: unknown }
  return typeof text === 'string' && text.endsWith(kept)
}

/** For tests: as in a process that has just begun. */
export function keepAgain(): void {
  isOn = true
}
