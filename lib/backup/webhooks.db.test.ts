import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isAnyDue } from '../webhooks/claim'
import { createWebhook } from '../webhooks/create'
import { getWebhook } from '../webhooks/queries'
import { testWebhook } from '../webhooks/send-test'
import { resumeWebhook } from '../webhooks/update'
import { type BackupBench, backupBench, restore } from './testing'

let bench: BackupBench

beforeAll(async () => {
  bench = await backupBench()
})
afterAll(() => bench.close())

it('a restored hub sends nothing before somebody says so, and loses nothing of what waits', async () => {
  const ada = bench.acme.as('admin')
  const org = bench.acme.slug
  const { id } = await createWebhook(ada, { org, name: 'CI', url: 'https://1.1.1.1/hook' })
  await testWebhook(ada, { org, id })
  const dir = join(bench.folder, 'with-webhook')
  await bench.save(dir)
  const there = await bench.place()
  await restore(dir, there)
  await bench.asHub(there, async () => {
    const { paused, waiting, problem } = await getWebhook(ada, { org, id })
    expect(paused?.reason).toContain('This hub was restored from a backup.')
    expect([waiting, problem]).toEqual([1, null])
    expect(await isAnyDue(new Date())).toBe(false)
    expect((await resumeWebhook(ada, { org, id })).paused).toBeNull()
    expect(await isAnyDue(new Date(Date.now() + 1000))).toBe(true)
  })
})
