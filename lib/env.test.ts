import { describe, expect, it } from 'vitest'
import { EnvError, parseEnv } from './env'

function problem(variables: Record<string, string>): string {
  try {
    parseEnv(variables)
    return 'none'
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    return error.message
  }
}

describe('the configuration', () => {
  it('has a default for everything, and an empty variable is one that is not set', () => {
    const blank = { PORT: '', HUB_WORKERS: '', HUB_POOL: '', HUB_PUBLIC_URL: '', HUB_SECRET: '' }
    expect(parseEnv(blank)).toEqual(parseEnv({}))
    expect(parseEnv({})).toMatchObject({
      development: false,
      port: 3000,
      host: '0.0.0.0',
      publicUrl: null,
      trustProxy: [],
      metricsAllow: ['loopback'],
      stopTimeout: 30_000,
      maxUpload: null,
      logLevel: 'info',
    })
  })

  it.each([
    ['PORT', '70000', 'Write a whole number from 0 to 65535.'],
    ['PORT', 'http', 'Write a whole number from 0 to 65535.'],
    ['HUB_WORKERS', '0', 'Write a whole number from 1 to 256.'],
    ['HUB_WORKERS', '2.5', 'Write a whole number from 1 to 256.'],
    ['HUB_POOL', '201', 'Write a whole number from 1 to 200.'],
    ['HUB_PUBLIC_URL', 'hub.example.com', 'Write an address such as https://hub.example.com.'],
    ['HUB_PUBLIC_URL', 'ftp://hub.example.com', 'Write an address such as'],
    ['HUB_PUBLIC_URL', 'https://example.com/hub', 'Leave out the path'],
    ['HUB_TRUST_PROXY', '10.0.0.0/99', 'Write addresses or CIDRs separated by commas'],
    ['HUB_TRUST_PROXY', 'proxy.example.com', 'Write addresses or CIDRs separated by commas'],
    ['HUB_METRICS_ALLOW', 'prometheus', 'Write addresses or CIDRs separated by commas'],
    ['HUB_STOP_TIMEOUT', '0', 'Write a whole number from 1 to 3600.'],
    ['HUB_MAX_UPLOAD', 'big', 'Write a size such as 500MB or 20GiB.'],
    ['HUB_STORAGE', 's3:bucket', 'Write file: and a folder, such as file:/srv/hub/blobs.'],
    ['HUB_OIDC_ISSUER', 'id.example.com', 'Write an address such as'],
    ['HUB_OIDC_ISSUER', 'http://id.example.com', 'Start it with https://'],
    ['HUB_OIDC_ISSUER', 'https://id.example.com/?a=b', 'Leave out what follows'],
    ['HUB_OIDC_SCOPES', 'email profile', 'List scopes separated by spaces, openid among them.'],
    ['HUB_OIDC_ORGANIZATION', 'Acme Inc', 'Write the slug of an organization.'],
    ['HUB_SMTP_URL', 'mail.example.com:587', 'Write an address such as smtp://'],
    ['HUB_SMTP_URL', 'https://mail.example.com', 'Write an address such as smtp://'],
    ['HUB_SMTP_URL', 'smtp://mail.example.com/?secure=no', 'Write an address such as smtp://'],
    ['HUB_SMTP_URL', 'smtp://hub@mail.example.com', 'Write an address such as smtp://'],
    ['HUB_SMTP_URL', 'smtp://hub:%zz@mail.example.com', 'Write an address such as smtp://'],
    ['HUB_MAIL_FROM', 'Model Hub', 'Write an address such as hub@example.com'],
    ['HUB_MAIL_FROM', 'Hub\r\nBcc: <eve@example.com>', 'Write an address such as hub@example.com'],
    ['HUB_SECRET', 'short', 'At least 32 characters.'],
    ['DATABASE_URL', 'mysql://db', 'Start it with postgresql://.'],
  ])('refuses %s=%s in a sentence that names it', (name, value, sentence) => {
    const told = problem({ [name]: value })
    expect(told).toContain(`  ${name}: ${sentence}`)
    expect(told.split('\n')).toHaveLength(3)
  })

  it('has a sign-in provider when all three of its settings are there, and never a part of them', () => {
    const issuer = { HUB_OIDC_ISSUER: 'http://127.0.0.1:9000' }
    const client = { HUB_OIDC_CLIENT_ID: 'hub', HUB_OIDC_CLIENT_SECRET: 's3cret' }
    expect(parseEnv({}).oidc).toBeNull()
    expect(parseEnv({ ...issuer, ...client }).oidc).toEqual({
      issuer: 'http://127.0.0.1:9000',
      clientId: 'hub',
      clientSecret: 's3cret',
      name: 'single sign-on',
      scopes: ['openid', 'email', 'profile'],
      groupsClaim: 'groups',
      organization: null,
    })
    for (const part of [issuer, client, { ...issuer, HUB_OIDC_CLIENT_ID: 'hub' }])
      expect(problem(part)).toMatch(/go together/)
  })

  it('names every wrong variable at once', () => {
    const told = problem({ PORT: 'x', HUB_WORKERS: 'x' })
    expect(told).toContain('  PORT: ')
    expect(told).toContain('  HUB_WORKERS: ')
  })

  it('takes the origin of an address, with or without a slash at its end', () => {
    for (const address of ['https://hub.example.com', 'https://hub.example.com/'])
      expect(parseEnv({ HUB_PUBLIC_URL: address }).publicUrl).toBe('https://hub.example.com')
  })

  it('keeps files in the data folder, or where HUB_STORAGE says', () => {
    expect(parseEnv({ HUB_DATA_DIR: '/srv/hub' }).storageDir).toBe('/srv/hub/blobs')
    for (const said of ['file:/srv/files', 'file:///srv/files'])
      expect(parseEnv({ HUB_STORAGE: said }).storageDir).toBe('/srv/files')
  })

  it('reads proxies however they are spaced', () => {
    const text = ' 10.0.0.0/8 ,, ::1,loopback, '
    expect(parseEnv({ HUB_TRUST_PROXY: text }).trustProxy).toEqual([
      '10.0.0.0/8',
      '::1',
      'loopback',
    ])
  })

  it('shares 180 connections among the processes unless told how many each may hold', () => {
    const poolOf = (HUB_WORKERS: string) => parseEnv({ HUB_WORKERS }).poolSize
    expect(['1', '11', '12', '16', '32', '200'].map(poolOf)).toEqual([8, 8, 7, 5, 2, 2])
    for (let workers = 1; workers <= 45; workers++)
      expect(2 * workers * poolOf(String(workers))).toBeLessThanOrEqual(180)
    expect(parseEnv({ HUB_WORKERS: '16', HUB_POOL: '8' }).poolSize).toBe(8)
  })

  it('reads sizes in thousands and in powers of two', () => {
    const sizeOf = (HUB_MAX_UPLOAD: string) => parseEnv({ HUB_MAX_UPLOAD }).maxUpload
    expect(['500', '500MB', '1.5 GiB', '2T'].map(sizeOf)).toEqual([
      500,
      500_000_000,
      1.5 * 1024 ** 3,
      2_000_000_000_000,
    ])
  })

  it('sends a password to a mail server under TLS alone, unless that is this machine', () => {
    const HUB_MAIL_FROM = 'Model Hub <hub@example.com>'
    const smtp = (HUB_SMTP_URL: string) => parseEnv({ HUB_SMTP_URL, HUB_MAIL_FROM }).smtp
    const login = { user: 'h@b', pass: 'a:b' }
    expect(smtp('smtp://h%40b:a%3Ab@mail.example.com')).toEqual({
      ...{ host: 'mail.example.com', port: 587, secure: false, requireTls: true },
      ...{ login, from: HUB_MAIL_FROM },
    })
    expect(smtp('smtps://h%40b:a%3Ab@mail.example.com')).toMatchObject({ port: 465, secure: true })
    expect(smtp('smtp://h:b@127.0.0.1:2525')).toMatchObject({ port: 2525, requireTls: false })
    expect(smtp('smtp://[::1]:25')).toMatchObject({ host: '::1', port: 25, login: null })
    expect(parseEnv({}).smtp).toBeNull()
    const together = 'HUB_SMTP_URL and HUB_MAIL_FROM go together.'
    expect(problem({ HUB_MAIL_FROM })).toContain(together)
    expect(problem({ HUB_SMTP_URL: 'smtp://mail.example.com' })).toContain(together)
  })
})
