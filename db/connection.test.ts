import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { addressOf, InvalidDatabaseUrl } from './address'
import { connect, isDatabaseAway } from './connection'
import { startEmbeddedPostgres } from './embedded'
import { hasty, scratch, tagged, usedDataDir } from './embedded/testing/launch'

describe('an address', () => {
  it('names a socket folder as psql wants it', () => {
    expect(addressOf('postgresql://hub_owner@/hub?host=/tmp/a%20b&port=5433')).toMatchObject({
      hosts: ['/tmp/a b'],
      ports: [5433],
      user: 'hub_owner',
      database: 'hub',
      tls: false,
    })
    expect(addressOf('postgres://%2Ftmp%2Fx/hub')).toMatchObject({
      hosts: ['/tmp/x'],
      ports: [5432],
      tls: false,
    })
  })

  it('names hosts, ports, IPv6 and odd passwords', () => {
    expect(addressOf('postgresql://me:p%40ss%3A%2F@[::1]:5433,b/hub?port=1,2')).toMatchObject({
      hosts: ['::1', 'b'],
      ports: [1, 2],
      user: 'me',
      password: 'p@ss:/',
    })
    expect(addressOf('postgresql://a,b:2/hub')).toMatchObject({
      hosts: ['a', 'b'],
      ports: [5432, 2],
    })
    expect(addressOf('postgresql:///')).toMatchObject({ hosts: ['localhost'], ports: [5432] })
  })

  it('asks for TLS as libpq does', async () => {
    const ca = join(await scratch(), 'ca.pem')
    await writeFile(ca, 'certificate')
    const tls = (query: string) => addressOf(`postgresql://db.example/hub?${query}`).tls
    expect(tls('')).toBe('prefer')
    expect(tls('sslmode=disable')).toBe(false)
    expect(tls('sslmode=require&channel_binding=require')).toBe('require')
    expect(tls('sslmode=verify-full')).toEqual({ rejectUnauthorized: true })
    expect(tls(`sslmode=verify-ca&sslrootcert=${ca}`)).toEqual({
      rejectUnauthorized: true,
      ca: Buffer.from('certificate'),
      checkServerIdentity: expect.any(Function),
    })
    expect(addressOf('postgresql://10.0.0.1/hub?sslmode=verify-full').tls).toEqual({
      rejectUnauthorized: true,
      host: '10.0.0.1',
    })
  })

  it('hands settings to the server and keeps its own', () => {
    expect(
      addressOf(
        'postgresql://a/hub?application_name=x&options=-c%20geqo%3Doff&connect_timeout=3&target_session_attrs=read-write&keepalives=0',
      ),
    ).toMatchObject({
      connection: { application_name: 'x', options: '-c geqo=off' },
      connectTimeout: 3,
      wants: 'read-write',
      keepAlive: null,
    })
  })

  it.each([
    ['mysql://a/b', /must look like postgresql/],
    ['postgresql://me:se@cret@a/b', /must look like postgresql/],
    ['postgresql://me:secret@a:99999/b', /has the port "99999"/],
    ['postgresql://me:secret@a/b?sslmode=maybe', /sslmode "maybe"/],
    [
      'postgresql://me:secret@a/b?sslmode=verify-ca&sslrootcert=/nonexistent',
      /sslrootcert.*cannot be read/,
    ],
    ['postgresql://me:secret@a/b?pgbouncer=true', /parameter "pgbouncer"/],
    ['postgresql://me:secret@a/b?passfile=x', /parameter "passfile"/],
    ['postgresql://me:secret@a/b%', /% that begins no character/],
    ['postgresql://me:secret@a/b?connect_timeout=soon', /connect_timeout "soon"/],
    ['postgresql://me:secret@/tmp,a/b?host=/tmp,a', /socket folder and other hosts|must look like/],
  ])('is refused when it is %s', (url, reason) => {
    expect(() => addressOf(url)).toThrow(InvalidDatabaseUrl)
    expect(() => addressOf(url)).toThrow(reason)
    expect(() => addressOf(url)).not.toThrow(/secret|cret/)
  })
})

it('takes settings for its sessions', async () => {
  const url = await running()
  const pool = connect(url, {
    max: 2,
    applicationName: 'a test',
    settings: { default_transaction_read_only: true, statement_timeout: 5000 },
  })
  const sql = tagged(pool)
  onTestFinished(() => sql.end())
  expect(
    await sql`select current_setting('application_name') as name, current_setting('statement_timeout') as time`,
  ).toEqual([{ name: 'a test', time: '5s' }])
  await expect(sql`create table t (n int)`).rejects.toThrow(/read-only transaction/)
  const named = tagged(connect(`${url}&application_name=by%20address`, { max: 1 }))
  onTestFinished(() => named.end())
  expect(await named`show application_name`).toEqual([{ application_name: 'by address' }])
})

it('tells a database that is away from a query that is wrong', async () => {
  const url = await running()
  const sql = tagged(connect(url, { max: 1 }))
  onTestFinished(() => sql.end())
  const wrong = await sql`select nothing`.catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(Error)
  expect(isDatabaseAway(wrong)).toBe(false)
  const cut = await sql`select pg_terminate_backend(pg_backend_pid())`.catch(
    (error: unknown) => error,
  )
  expect(isDatabaseAway(cut)).toBe(true)
  // Queries that were already given to the dying connection fail with it.
  await vi.waitFor(() => sql`select 1`)
  for (const nowhere of [
    'postgresql://me@/hub?host=/nonexistent',
    'postgresql://me@127.0.0.1:1/hub',
  ]) {
    const away = tagged(connect(nowhere, { max: 1 }))
    onTestFinished(() => away.end())
    expect(isDatabaseAway(await away`select 1`.catch((error: unknown) => error)), nowhere).toBe(
      true,
    )
  }
})

it('is not taken in by files and sockets of others', async () => {
  const missing = await readFile('/nonexistent').catch((error: unknown) => error)
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' })
  expect(isDatabaseAway(missing)).toBe(false)
  expect(isDatabaseAway(reset)).toBe(false)
  const wrapped = Object.assign(new Error('Failed query', { cause: reset }), { query: 'select 1' })
  expect(isDatabaseAway(wrapped)).toBe(true)
})

async function running(): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir: await usedDataDir(), settings: hasty })
  onTestFinished(() => postgres.stop())
  return postgres.ownerUrl
}
