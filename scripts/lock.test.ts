import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-lock-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A process that takes the lock and runs `work`, which may use `coverChild` and `note(text)`. */
function holder(name: string, work: string) {
  const script = `
    import { appendFileSync } from 'node:fs'
    import { withLock } from '${new URL('./lock.mjs', import.meta.url).href}'
    const note = (text) => appendFileSync(${JSON.stringify(join(folder, `${name}.log`))}, text)
    await withLock('${name}', 'waiting', async (coverChild) => { ${work} }, ${JSON.stringify(folder)})
    console.log('released')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  return child
}

it('lets one process in at a time, however many start at once', async () => {
  const work = `note('(' ); await new Promise((done) => setTimeout(done, 20)); note(')')`
  const children = Array.from({ length: 6 }, () => holder('crowd', work))
  await Promise.all(children.map((child) => once(child, 'close')))
  expect(await readFile(join(folder, 'crowd.log'), 'utf8')).toBe('()'.repeat(6))
})

it('says once that it waits', async () => {
  const first = holder(
    'wait',
    `console.log('in'); await new Promise((done) => process.stdin.once('end', done).resume())`,
  )
  await once(first.stdout, 'data')
  const second = holder('wait', '')
  let said = ''
  second.stderr.on('data', (text) => {
    said += text
    first.stdin.end()
  })
  await once(second, 'close')
  expect(said).toBe('waiting\n')
})

it('takes over from a process that was killed', async () => {
  const dead = holder(
    'killed',
    `console.log('in'); await new Promise(() => setInterval(() => {}, 1000))`,
  )
  await once(dead.stdout, 'data')
  dead.kill('SIGKILL')
  await once(dead, 'close')
  const [text] = await once(holder('killed', '').stdout, 'data')
  expect(String(text)).toBe('released\n')
})

it('waits for the child of a process that was killed', async () => {
  const parent = holder(
    'orphan',
    `const { spawn } = await import('node:child_process')
     const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
     coverChild(child.pid)
     console.log(child.pid)
     await new Promise(() => setInterval(() => {}, 1000))`,
  )
  const [pid] = await once(parent.stdout, 'data')
  parent.kill('SIGKILL')
  await once(parent, 'close')
  const next = holder('orphan', `note('in')`)
  const [said] = await once(next.stderr, 'data')
  expect(String(said)).toBe('waiting\n')
  process.kill(Number(pid), 'SIGKILL')
  const [text] = await once(next.stdout, 'data')
  expect(String(text)).toBe('released\n')
})
