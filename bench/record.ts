import { Client } from 'pg'

/** One statement as the hub sent it, and the rows that came back. */
export interface Sent {
  text: string
  values: unknown[]
  rows: unknown[]
}

interface Asked {
  text?: string
  values?: unknown[]
}

/**
 * Runs work of this process and tells every statement that it sent to PostgreSQL, in order. One
 * recording at a time.
 */
export async function recorded<T>(work: () => Promise<T>): Promise<{ result: T; sent: Sent[] }> {
  const sent: Sent[] = []
  const { query } = Client.prototype
  Client.prototype.query = function (this: Client, ...asked: unknown[]) {
    const [config, values] = asked as [string | Asked, unknown]
    const text = typeof config === 'string' ? config : (config.text ?? '')
    const own = typeof config === 'string' ? undefined : config.values
    const entry: Sent = { text, values: Array.isArray(values) ? values : (own ?? []), rows: [] }
    sent.push(entry)
    const answered: unknown = Reflect.apply(query, this, asked)
    if (answered instanceof Promise)
      answered.then(({ rows }: { rows: unknown[] }) => entry.rows.push(...rows)).catch(() => {})
    return answered
  } as typeof query
  try {
    return { result: await work(), sent }
  } finally {
    Client.prototype.query = query
  }
}
