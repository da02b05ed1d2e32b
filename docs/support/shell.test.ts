import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Shell } from './shell'

function shellIn() {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'hub-shell-'))
  const env = { NODE_ENV: 'test' as const, PATH: process.env.PATH }
  const shell = new Shell(folder, { cwd: folder, env, input: 'secret' })
  onTestFinished(() => {
    shell.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { shell, folder }
}

it('keeps its folder and variables from block to block, and both streams in order', async () => {
  const { shell, folder } = shellIn()
  await shell.run('mkdir sub && cd sub\nname=Ana', 10_000)
  expect(shell.cwd).toBe(join(folder, 'sub'))
  const ran = await shell.run('echo $name; echo oh >&2; cat', 10_000)
  expect(ran).toEqual({ done: true, output: 'Ana\noh\nsecret' })
})

it.each([
  ['a command that fails', 'echo a; false; echo b', 'a\n'],
  ['an unknown variable', 'echo "a$nothing"', expect.stringContaining('unbound variable')],
  ['a command that does not end', 'sleep 100', ''],
])('is over after %s', async (_what, script, output) => {
  const { shell } = shellIn()
  expect(await shell.run(script, script.includes('sleep') ? 500 : 10_000)).toEqual({
    done: false,
    output,
  })
  expect(shell.over).toBe(true)
})
