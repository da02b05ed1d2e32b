import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-run-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A process that calls `run` on a script with this text, and prints the code it gave. */
async function runner(name: string, text: string, options = '{}'): Promise<ChildProcess> {
  const file = join(folder, `${name}.mjs`)
  await writeFile(file, text)
  const caller = `
    import { run } from '${new URL('./run.mjs', import.meta.url).href}'
    const { code } = await run(${JSON.stringify(file)}, [], ${options})
    console.log('code', code)`
  return spawn(process.execPath, ['--input-type=module', '-e', caller], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The output is not piped.')
  const [text] = await once(child.stdout, 'data')
  return String(text).trim()
}

const waitForever = 'setInterval(() => {}, 1000)'

it('gives back the code that the child ended with', async () => {
  expect(await firstLine(await runner('code', 'process.exit(3)'))).toBe('code 3')
})

it('passes a signal on, and ends as the child does', async () => {
  const child = await runner(
    'polite',
    `process.on('SIGTERM', () => process.exit(7)); ${waitForever}; console.log('up')`,
  )
  expect(await firstLine(child)).toBe('up')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([7, null])
})

it('kills a child that ignores the signal', async () => {
  const child = await runner(
    'deaf',
    `process.on('SIGTERM', () => {}); ${waitForever}; console.log('up')`,
    '{ graceMs: 100 }',
  )
  await firstLine(child)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([137, null])
})

it('ends what the child left behind', async () => {
  const child = await runner(
    'careless',
    `import { spawn } from 'node:child_process'
     spawn(process.execPath, ['-e', '${waitForever}'], { stdio: ['ignore', 'inherit', 'ignore'] }).unref()`,
  )
  // Our end of the output closes once nobody is left to write to it.
  expect(await once(child, 'close')).toEqual([0, null])
})
