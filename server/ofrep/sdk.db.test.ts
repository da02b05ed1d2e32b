import { FlagdCore } from '@openfeature/flagd-core'
import { OFREPProvider } from '@openfeature/ofrep-provider'
import { type Client, ErrorCode, OpenFeature } from '@openfeature/server-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeAssignments } from '@/lib/deployments/assignments'
import { stopDeployment } from '@/lib/deployments/stop'
import { approvedModel, deploymentOf, deploys } from '@/lib/deployments/testing'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'

/** What an application sees that uses the SDK of OpenFeature as it comes, and the hub as a provider. */

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let token: string
let client: Client

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  token = await acme.secret('reader')
  await approvedModel(acme, 'rec', 2)
  client = await clientWith({ Authorization: `Bearer ${token}` })
})
afterAll(async () => {
  await OpenFeature.close()
  await server.close()
  await hub.close()
})

async function clientWith(headers: Record<string, string>): Promise<Client> {
  const domain = JSON.stringify(headers)
  const provider = new OFREPProvider({ baseUrl: server.url, headers })
  await OpenFeature.setProviderAndWait(domain, provider)
  return OpenFeature.getClient(domain)
}

const fallback = 'model://rec/v1'
const ask = (flag: string, targetingKey?: string, by = client) =>
  by.getStringDetails(flag, fallback, targetingKey === undefined ? {} : { targetingKey })

/** The answer to each key, a few at a time. */
async function answers(flag: string, keys: string[]): Promise<string[]> {
  const told: string[] = Array(keys.length)
  let next = 0
  const lane = async () => {
    for (let at = next++; at < keys.length; at = next++) {
      const { value, errorCode } = await ask(flag, keys[at])
      told[at] = errorCode ?? value
    }
  }
  await Promise.all(Array.from({ length: 16 }, lane))
  return told
}

/** The flag of a deployment, downloaded and evaluated without the hub. */
async function inProcess(flag: string): Promise<(targetingKey: string) => string> {
  const path = `/${acme.slug}/deployments/${flag}/flag`
  const core = new FlagdCore()
  core.setConfigurations(await (await server.fetch(token, 'GET', path)).text())
  return (targetingKey) => core.resolveStringEvaluation(flag, 'none', { targetingKey }).value
}

const [v1, v2] = ['model://rec/v1', 'model://rec/v2'] as const
const split = (canary: number) =>
  deploys(acme.as('maintainer'), acme.slug, 'rec', { [v2]: canary, [v1]: 100 - canary })

describe('the OpenFeature SDK', () => {
  it('splits 20,000 keys 10 to 90, as in process, and loses nobody of 10 who becomes 25', async () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => `customer-${n}`)
    await deploymentOf(acme, 'rec')
    await deploys(acme.as('maintainer'), acme.slug, 'rec', { [v1]: 100 })
    await split(10)
    const before = await answers('rec', keys)
    const canary = keys.filter((_, at) => before[at] === v2)
    // Off by more is right less than once in a billion times.
    expect(Math.abs(canary.length - 2000)).toBeLessThan(6.11 * Math.sqrt(20_000 * 0.1 * 0.9))
    expect(before.filter((value) => value === v1)).toHaveLength(20_000 - canary.length)
    expect(before).toEqual(keys.map(await inProcess('rec')))
    await writeAssignments()
    const { rows } = await hub.database.read.execute<{ variant: string; count: string }>(
      'select variant, sum(count) as count from deployment_assignments group by 1 order by 1 desc',
    )
    expect(rows.map(({ variant, count }) => [variant, Number(count)])).toEqual([
      ['v2', canary.length],
      ['v1', 20_000 - canary.length],
    ])
    await split(25)
    expect(new Set(await answers('rec', canary))).toEqual(new Set([v2]))
    const after = keys.map(await inProcess('rec')).filter((value) => value === v2)
    expect(Math.abs(after.length - 5000)).toBeLessThan(6.11 * Math.sqrt(20_000 * 0.25 * 0.75))
    // A busy machine is no failure.
  }, 900_000)

  it('tells the variant, the reason, the revision and the digest', async () => {
    await deploymentOf(acme, 'told')
    await deploys(acme.as('maintainer'), acme.slug, 'told', { [v2]: 100 })
    const flagMetadata = { revision: 1, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }
    const told = { flagKey: 'told', value: v2, variant: 'v2', reason: 'STATIC', flagMetadata }
    expect(await ask('told', 'user-1')).toMatchObject(told)
    const byKey = await clientWith({ 'X-API-Key': token })
    expect(await ask('told', 'user-1', byKey)).toMatchObject(told)
  })

  it('falls back to the default in the code, and says why', async () => {
    const failing = async (flag: string, key: string | undefined, by = client) => {
      const { value, errorCode, errorMessage } = await ask(flag, key, by)
      expect(value).toBe(fallback)
      return [errorCode, errorMessage]
    }
    expect(await failing('absent', 'user-1')).toEqual([
      ErrorCode.FLAG_NOT_FOUND,
      `There is no deployment absent in ${acme.slug}.`,
    ])
    expect(await failing('told', undefined)).toEqual([
      ErrorCode.TARGETING_KEY_MISSING,
      expect.stringContaining('context.targetingKey'),
    ])
    expect(await failing('told', 'x'.repeat(2000))).toEqual([
      ErrorCode.INVALID_CONTEXT,
      expect.stringContaining('1024'),
    ])
    const stranger = await clientWith({ Authorization: 'Bearer hub_unknown' })
    expect((await failing('told', 'user-1', stranger))[0]).toBe(ErrorCode.GENERAL)
    const ref = { org: acme.slug, deployment: 'told' }
    await stopDeployment(acme.as('maintainer'), { ...ref, note: 'It errs.' })
    await failing('told', 'user-1')
  })
})
