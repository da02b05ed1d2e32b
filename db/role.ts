import { connect } from './connection'

/** The role that a connection string signs in as. */
export async function roleOf(url: string): Promise<string> {
  const sql = connect(url, { max: 1 })
  try {
    const [row] = await sql<{ role: string }[]>`select current_user as role`
    if (!row) throw new Error('PostgreSQL did not say who we are.')
    return row.role
  } finally {
    await sql.end({ timeout: 5 })
  }
}
