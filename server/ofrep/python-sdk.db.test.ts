import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import { readDocument } from '@/docs/support/document'
import { approvedModel, deploymentOf, deploys } from '@/lib/deployments/testing'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'

const python = await pythonWith('openfeature-sdk==0.10.0', 'openfeature-provider-ofrep==0.3.0')

// What the guide tells people to run.
const [script = ''] = readDocument('docs/evaluate.md')
  .blocks.filter(({ language }) => language === 'python')
  .map(({ text }) => text)

// The same with a word on why.
const told = `${script}\nprint(details.reason, details.error_code, details.flag_metadata)`

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  await approvedModel(acme, 'rec', 2)
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

async function printed(): Promise<string[]> {
  if (!python) throw new Error('There is no Python to ask with.')
  const asked = { HUB_URL: server.url, HUB_TOKEN: await acme.secret('reader') }
  const env = { NODE_ENV: 'test', PATH: process.env.PATH, ...asked } as const
  const { stdout } = await promisify(execFile)(python, ['-c', told], { env, timeout: 60_000 })
  return stdout.trim().split('\n')
}

describe.skipIf(!python)('the OpenFeature SDK for Python', () => {
  it('falls back where there is no deployment, and gets the version that the guide shows', async () => {
    const [fallback, why] = await printed()
    expect(fallback).toBe('model://rec/v1 None')
    expect(why).toContain('FLAG_NOT_FOUND')
    await deploymentOf(acme, 'rec')
    const split = { 'model://rec/v2': 10, 'model://rec/v1': 90 }
    await deploys(acme.as('maintainer'), acme.slug, 'rec', split)
    const [value, fine] = await printed()
    expect(value).toBe('model://rec/v2 v2')
    expect(fine).toMatch(
      /^(Reason\.)?SPLIT None \{'revision': 1, 'digest': 'sha256:[0-9a-f]{64}'\}$/,
    )
  })
})
