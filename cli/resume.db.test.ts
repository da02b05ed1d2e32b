import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { systemContext } from '@/lib/context'
import { expireRuns } from '@/lib/runs/expire'
import type { MetricSeries } from '@/lib/runs/view'
import { arrival } from '@/lib/testing/hub'
import { cliHub, stepOf } from './testing/hub'
import { User } from './testing/user'
import { Wire } from './testing/wire'

const hub = cliHub()

describe('a hub that goes away', () => {
  let wire: Wire
  let cwd: string
  let far: User
  beforeEach(async () => {
    wire = await Wire.to(hub.server.url)
    far = new User(wire.url, hub.secret)
    cwd = stepOf([
      `while [ ! -f go ]; do echo one; sleep 0.05; done; echo two; echo '{"loss": 1}'; echo m > "$VH_OUTPUTS_DIR/m"`,
    ])
  })

  it('for a while loses nothing of a run', async () => {
    const running = far.hub(['run', 'work'], { cwd })
    await expect.poll(() => hub.log(), { timeout: 10_000 }).toContain('one\n')
    wire.cut()
    await expect.poll(() => wire.refused, { timeout: 10_000 }).toBeGreaterThan(1)
    writeFileSync(join(cwd, 'go'), '')
    wire.mend()
    const { exitCode, err } = await running
    expect(exitCode).toBe(0)
    expect(err).toContain('The run goes on; its log and metrics wait.')
    expect(await hub.log()).toMatch(/^(one\n)+two\n\{"loss": 1\}\n$/)
    expect(await hub.run()).toMatchObject({
      state: 'completed',
      summary: { loss: 1 },
      outputs: [{ name: 'm' }],
    })
  })

  /** Runs the step while the hub goes away for good; answers the folder that it leaves. */
  async function cutOff(): Promise<string> {
    const running = far.hub(['run', 'work', '--patience', '1'], { cwd })
    await expect.poll(() => hub.log(), { timeout: 10_000 }).toContain('one\n')
    wire.cut()
    writeFileSync(join(cwd, 'go'), '')
    const { exitCode, err } = await running
    expect(exitCode).toBe(1)
    const kept = /its outputs and log are kept in (\S+)\.\n/.exec(err)?.[1] ?? ''
    expect(err).toContain(`hub run --resume ${kept}\n`)
    onTestFinished(() => rmSync(kept, { recursive: true, force: true }))
    return kept
  }
  const resume = (kept: string) => far.hub(['run', '--resume', kept, '--patience', '1'], { cwd })

  it('for good leaves everything here, from where it is brought later', async () => {
    const kept = await cutOff()
    expect(readFileSync(join(kept, 'outputs/m'), 'utf8')).toBe('m\n')
    const log = readFileSync(join(kept, 'log'), 'utf8')
    expect(log).toMatch(/^(one\n)+two\n\{"loss": 1\}\n$/)
    expect((await resume(kept)).err).toContain('cannot be reached')
    wire.mend()
    const { exitCode, out } = await resume(kept)
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'run://penguins/1 completed\n' })
    expect(await hub.log()).toBe(log)
    expect(await hub.run()).toMatchObject({
      state: 'completed',
      exitCode: 0,
      outputs: [{ name: 'm' }],
    })
    const { series } = await hub.json<{ series: MetricSeries[] }>(
      '/projects/penguins/runs/1/metrics',
    )
    expect(series).toMatchObject([{ key: 'loss', points: [{ value: 1 }] }])
    expect(existsSync(kept)).toBe(false)
    expect((await resume(kept)).exitCode).toBe(5)
  })

  it('may have given the run up by then, and is told all the same', async () => {
    const kept = await cutOff()
    const later = { now: () => new Date(Date.now() + 16 * 60_000) }
    const worker = systemContext('worker', { ...arrival(), via: 'worker' })
    expect(await expireRuns({ ...worker, ...later })).toBeGreaterThan(0)
    wire.mend()
    const { exitCode, err } = await resume(kept)
    expect(exitCode).toBe(0)
    expect(err).toContain('The hub had given up run://penguins/1')
    expect(await hub.run()).toMatchObject({
      state: 'completed',
      alerts: [],
      outputs: [{ name: 'm' }],
    })
  })

  it('may have had the end already, when only the answer was lost', async () => {
    const kept = await cutOff()
    wire.mend()
    const finish = (state: string) =>
      hub.server.fetch(hub.secret, 'POST', `/${hub.acme.slug}/projects/penguins/runs/1/finish`, {
        state,
      })
    await finish('completed')
    expect((await resume(kept)).out).toBe('run://penguins/1 completed\n')
  })

  it('is told of a run whose runner was killed as of one that failed', async () => {
    const kept = await cutOff()
    const facts = JSON.parse(readFileSync(join(kept, 'run.json'), 'utf8')) as object
    writeFileSync(join(kept, 'run.json'), JSON.stringify({ ...facts, ending: null }))
    wire.mend()
    expect(await resume(kept)).toMatchObject({ exitCode: 1, out: 'run://penguins/1 error\n' })
    expect(await hub.run()).toMatchObject({ state: 'error', outputs: [{ name: 'm' }] })
    expect(await hub.log()).toContain('hub: hub run ended before its command did.\n')
  })

  it('does not take what belongs to a run that someone ended, or to another hub', async () => {
    const kept = await cutOff()
    wire.mend()
    const elsewhere = await new User(hub.server.url, hub.secret).hub(['run', '--resume', kept])
    expect(elsewhere).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining(`belongs to the hub at ${wire.url}`),
    })
    const path = `/${hub.acme.slug}/projects/penguins/runs/1/finish`
    await hub.server.fetch(hub.secret, 'POST', path, { state: 'stopped' })
    const { exitCode, err } = await resume(kept)
    expect(exitCode).toBe(6)
    expect(err).toContain('run://penguins/1 was ended by someone else: stopped.')
    expect(existsSync(join(kept, 'outputs/m'))).toBe(true)
  })
})
