import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '@/db/connection'
import { signIn } from '@/lib/sessions/sign-in'
import { arrival, type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { ensureBundles } from '@/scripts/bundles.mjs'

let hub: TestHub
let org: TestOrganization
beforeAll(async () => {
  await ensureBundles(['admin'])
  hub = await testHub()
  org = await hub.organization()
})
afterAll(() => hub.close())

interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

/** `npm run admin -- …` on this file's database, or with other settings. */
function admin(args: string[], settings: Record<string, string> = { DATABASE_URL: hub.appUrl }) {
  const { DATABASE_URL: _, HUB_DATA_DIR: __, ...inherited } = process.env
  return new Promise<Ran>((resolve, reject) => {
    const child = spawn(process.execPath, ['dist/admin.mjs', ...args], {
      env: { ...inherited, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ran: Ran = { code: null, stdout: '', stderr: '' }
    child.stdout.on('data', (text: Buffer) => {
      ran.stdout += text
    })
    child.stderr.on('data', (text: Buffer) => {
      ran.stderr += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ ...ran, code }))
  })
}

const printed = ({ stdout }: Ran) => /^ {2}(\S+)$/m.exec(stdout)?.[1] ?? ''

it('resets a password and prints it once; the record says that the host did', async () => {
  const email = `ben@${org.slug}.example`
  const ran = await admin(['reset-password', email])
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  await expect(signIn({ email, password: printed(ran) }, arrival())).resolves.toBeTruthy()
  expect((await org.events()).at(-1)).toMatchObject({
    action: 'member.password',
    via: 'host',
    subject: { id: org.personId('approver') },
  })
})

it('makes an organization with an admin who can sign in', async () => {
  const email = 'nia@beta.test'
  const ran = await admin(['create-org', 'beta', 'Beta Labs', '--admin', email, '--alone'])
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  await expect(signIn({ email, password: printed(ran) }, arrival())).resolves.toBeTruthy()
  const again = await admin(['create-org', 'beta', 'Beta', '--admin', email])
  expect(again).toMatchObject({ code: 1, stdout: '' })
  expect(again.stderr).toBe('An organization named beta exists. Choose another name.\n')
})

it('says what is wrong, and how it is used', async () => {
  const unknown = await admin(['reset-password', 'nobody@example.test'])
  expect(unknown).toMatchObject({ code: 1, stdout: '' })
  expect(unknown.stderr).toBe('Nobody here has the e-mail address nobody@example.test.\n')
  const misused = await admin(['reset-password'])
  expect(misused).toMatchObject({ code: 2, stdout: '' })
  expect(misused.stderr).toMatch(/^There are too few or too many words[\s\S]*Usage:/)
})

it('explains itself without a database', async () => {
  const help = await admin(['--help'], {})
  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(help.stdout).toMatch(/^Usage:/)
})

it('says so when nothing runs, when nothing answers, and when there is no hub in it', async () => {
  const reset = ['reset-password', 'a@b.test']
  const stopped = await admin(reset, { HUB_DATA_DIR: hub.dataDir })
  expect(stopped).toMatchObject({ code: 1, stdout: '' })
  expect(stopped.stderr).toMatch(/^No database runs on the data folder .*npm start/)
  const away = await admin(reset, { DATABASE_URL: 'postgresql://hub@127.0.0.1:1/hub' })
  expect(away).toMatchObject({ code: 1, stdout: '' })
  expect(away.stderr).toMatch(/^The database does not answer/)
  const name = `empty_${randomBytes(6).toString('hex')}`
  const owner = connect(hub.ownerUrl, { max: 1 })
  await owner.query(`create database ${name}`)
  try {
    const foreign = await admin(reset, {
      DATABASE_URL: hub.ownerUrl.replace(/\/test_\w+/, `/${name}`),
    })
    expect(foreign).toMatchObject({ code: 1, stdout: '' })
    expect(foreign.stderr).toMatch(/^This database holds no hub yet/)
  } finally {
    await owner.query(`drop database ${name} with (force)`)
    await owner.end()
  }
  const nowhere = hub.appUrl.replace(/\/test_\w+/, '/nowhere')
  const refused = await admin(reset, { DATABASE_URL: nowhere })
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(/^PostgreSQL refused: database "nowhere" does not exist/)
})
