import type { Pool, PoolClient } from 'pg'

/** Lends a connection of its own, which is closed afterwards: whatever was begun on it ends with it. */
export async function withClient<T>(
  pool: Pool,
  run: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  try {
    return await run(client)
  } finally {
    client.release(true)
  }
}
