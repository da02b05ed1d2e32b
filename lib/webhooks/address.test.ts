import { afterEach, describe, expect, it } from 'vitest'
import { env, parseEnv, setEnv } from '../env'
import { type Address, checkAddress, urlProblem } from './address'

const before = env()
afterEach(() => setEnv(before))

/** A name server that answers from a list. */
const knowing =
  (...addresses: string[]) =>
  async (): Promise<Address[]> =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

const inside = [
  '127.0.0.1',
  '127.8.9.10',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '168.63.129.16',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::ffff:169.254.169.254',
  '64:ff9b::7f00:1',
  '64:ff9b:1::a9fe:a9fe',
  '2002:7f00:1::',
  '2001::1',
  '2001:db8::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
]

describe('an address for a webhook', () => {
  it.each(['https://ci.example.com/hooks?x=1', 'http://ci.example.com:8080/', 'https://1.1.1.1/'])(
    'may be %s',
    async (url) => {
      expect(await checkAddress(url, knowing('1.1.1.1', '2606:4700::1111'))).toMatchObject({
        ok: true,
      })
    },
  )

  it.each([
    ['ftp://example.com/', 'Write an address'],
    ['file:///etc/passwd', 'Write an address'],
    ['javascript:alert(1)', 'Write an address'],
    ['example.com', 'Write an address'],
    ['https://ana:secret@example.com/', 'Leave the name and password out'],
    ['https://example.com/#here', 'Leave out what follows #'],
  ])('is not %s', (url, why) => {
    expect(urlProblem(url)).toContain(why)
  })

  it.each(inside)(
    'leads nowhere that is not public: %s, by number and by name',
    async (address) => {
      const literal = address.includes(':') ? `[${address}]` : address
      const said = /was not found, or is not at public addresses alone/
      const byNumber = await checkAddress(`https://${literal}/`, knowing())
      expect(byNumber).toMatchObject({ ok: false, problem: expect.stringMatching(said) })
      const byName = await checkAddress('https://inside.example/', knowing(address))
      expect(byName).toMatchObject({ ok: false, problem: expect.stringMatching(said) })
      // One that is not public among many that are is enough.
      const mixed = await checkAddress('https://inside.example/', knowing('1.1.1.1', address))
      expect(mixed).toMatchObject({ ok: false })
      // Whoever may make webhooks does not learn where names of inside lead.
      if (!byName.ok) expect(byName.problem).not.toContain(address)
    },
  )

  it.each([
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://127。0。0。1/',
    'http://[::ffff:7f00:1]/',
  ])('is read as a browser reads it, however it is written: %s', async (url) => {
    expect(await checkAddress(url, knowing('1.1.1.1'))).toMatchObject({ ok: false })
  })

  it('may be in a network that the operator allows, and in no other', async () => {
    const allow = (HUB_WEBHOOK_ALLOW: string) => setEnv(parseEnv({ HUB_WEBHOOK_ALLOW }))
    allow('10.1.0.0/16, fd00::/8')
    const ok = async (address: string) =>
      (await checkAddress('https://ci.internal/', knowing(address))).ok
    expect(await ok('10.1.2.3')).toBe(true)
    expect(await ok('::ffff:10.1.2.3')).toBe(true)
    expect(await ok('fd12::1')).toBe(true)
    expect(await ok('10.2.2.3')).toBe(false)
    expect(await ok('127.0.0.1')).toBe(false)
    expect((await checkAddress('https://ci/', knowing('10.1.2.3', '10.2.2.3'))).ok).toBe(false)
  })

  it('that nobody knows is told of in the words for one inside, so that names cannot be tried', async () => {
    const nobody = () => Promise.reject(new Error('ENOTFOUND'))
    const unknown = await checkAddress('https://typo.example/', nobody)
    expect(unknown).toMatchObject({ ok: false, problem: expect.stringContaining('was not found') })
    expect(await checkAddress('https://typo.example/', knowing('10.0.0.1'))).toEqual(unknown)
  })
})
