import pg from 'pg'
import { vi } from 'vitest'

/** How many statements reach PostgreSQL while something runs. */
export async function queriesOf(run: () => Promise<unknown>): Promise<number> {
  const sent = vi.spyOn(pg.Client.prototype, 'query')
  try {
    await run()
    return sent.mock.calls.length
  } finally {
    sent.mockRestore()
  }
}
