import { connect } from './connection'

/** The role that a connection string signs in as. */
export async function roleOf(url: string): Promise<string> {
  const pool = connect(url, { max: 1 })
  try {
    const {
      rows: [row],
    } = await pool.query<{ role: string }>('select current_user as role')
    if (!row) throw new Error('PostgreSQL did not say who we are.')
    return row.role
  } finally {
    await pool.end()
  }
}
