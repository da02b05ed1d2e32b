import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startJobApi } from './job-api'

async function started(onStatus = async (_detail: string) => {}) {
  const api = await startJobApi(onStatus)
  onTestFinished(api.close)
  return api.config
}

describe('the calls of a job', () => {
  it('tell what it is doing, as text', async () => {
    const said: string[] = []
    const { set_status_detail: call } = await started(async (detail) => void said.push(detail))
    const send = async (status_detail: unknown) =>
      (await fetch(call?.url ?? '', { ...call, body: JSON.stringify({ status_detail }) })).status
    expect(await send('warming up')).toBe(204)
    expect(await send({ epoch: 1 })).toBe(204)
    expect(await send('x'.repeat(5000))).toBe(204)
    expect(said).toEqual(['warming up', '{"epoch":1}', 'x'.repeat(1000)])
    expect((await fetch(call?.url ?? '', { ...call, body: 'no JSON' })).status).toBe(400)
  })

  it('are answered to nobody who does not know the secret', async () => {
    const { set_status_detail: call } = await started()
    const { status } = await fetch(call?.url ?? '', { method: 'POST', body: '{}' })
    expect(status).toBe(401)
  })

  it('go on after one that broke off in the middle', async () => {
    const { set_status_detail: call } = await started()
    const { hostname, port, pathname: path } = new URL(call?.url ?? '')
    const headers = { ...call?.headers, 'Content-Length': '100' }
    const broken = request({ hostname, port, path, method: 'POST', headers })
    broken.on('error', () => {})
    broken.write('{"status')
    await pause(100)
    broken.destroy()
    await pause(100)
    expect((await fetch(call?.url ?? '', { ...call, body: '{"status_detail":"x"}' })).status).toBe(
      204,
    )
  })

  it('say when the hub does not take it', async () => {
    const { set_status_detail: call } = await started(() => Promise.reject(new Error('away')))
    const body = JSON.stringify({ status_detail: 'x' })
    expect((await fetch(call?.url ?? '', { ...call, body })).status).toBe(502)
  })
})
