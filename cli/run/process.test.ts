import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith } from '../testing/folder'
import { isRunning } from '../testing/processes'
import { interruptionOf } from '../testing/terminal'
import { runCommand } from './process'

function start(
  script: string,
  { onStdout = () => {}, kill }: { onStdout?: () => void; kill?: AbortSignal } = {},
) {
  const folder = folderWith()
  const { interruption, stop, abandon } = interruptionOf()
  let out = ''
  let err = ''
  const exit = runCommand(
    {
      script,
      cwd: folder,
      env: { PATH: process.env.PATH, FOLDER: folder },
      folder,
      onStdout(bytes) {
        out += bytes
        onStdout()
      },
      onStderr(bytes) {
        err += bytes
      },
    },
    { ...interruption, ...(kill && { kill }) },
  )
  return { folder, exit, stop, abandon, out: () => out, err: () => err }
}

describe('a command', () => {
  it('runs in its folder, and what it prints arrives', async () => {
    const command = start('pwd; echo wrong >&2; echo "$FOLDER"')
    expect(await command.exit).toEqual({ code: 0, signal: null })
    expect(command.out()).toBe(`${command.folder}\n${command.folder}\n`)
    expect(command.err()).toBe('wrong\n')
  })

  it('ends with its own exit code', async () => {
    expect(await start('exit 3').exit).toEqual({ code: 3, signal: null })
  })

  it('that a signal kills ends as shells count it', async () => {
    expect(await start('kill -TERM $$').exit).toEqual({ code: 143, signal: 'SIGTERM' })
  })

  it('with a shebang is read by that program', async () => {
    const node = start('#!/usr/bin/env node\nconsole.log(1 + 1)')
    expect(await node.exit).toEqual({ code: 0, signal: null })
    expect(node.out()).toBe('2\n')
    const failing = start('#!/bin/sh -e\nfalse\necho no')
    expect((await failing.exit).code).toBe(1)
    expect(failing.out()).toBe('')
  })

  it('that cannot be started says so', async () => {
    await expect(start('#!/no/such/program\nx').exit).rejects.toThrow(
      'The command cannot be started: spawn /no/such/program ENOENT',
    )
  })

  it('does not wait for what it left in the background', async () => {
    const command = start('sleep 60 & echo $! > "$FOLDER/pid"; echo done')
    expect(await command.exit).toEqual({ code: 0, signal: null })
    expect(command.out()).toBe('done\n')
    const pid = Number(readFileSync(join(command.folder, 'pid'), 'utf8'))
    await expect.poll(() => isRunning(pid)).toBe(false)
  })

  it('is interrupted with all that it started, and waited for while that winds up', async () => {
    const program = `
      process.once('SIGINT', () => {
        console.log('winding up')
        // Longer than the shell and its pipes would be waited for.
        setTimeout(() => { console.log('saved'); process.exit(9) }, 2500)
      })
      setInterval(() => {}, 1000)
      console.log('ready')`
    const command = start(`node -e "${program.replaceAll('"', '')}" && echo no`, {
      onStdout: () => command.stop(),
    })
    expect((await command.exit).code).not.toBe(0)
    expect(command.out()).toBe('ready\nwinding up\nsaved\n')
  }, 15_000)

  it('that ignores it is killed when the person insists', async () => {
    const command = start(`trap '' INT TERM; echo ready; while :; do sleep 1; done`, {
      onStdout() {
        command.stop()
        command.abandon()
      },
    })
    expect((await command.exit).signal).toBe('SIGKILL')
  })

  it('that takes too long gets SIGTERM with all that it started, and time to wind up', async () => {
    const limit = new AbortController()
    const command = start(`trap 'echo winding up; exit 4' TERM; echo ready; sleep 60 & wait`, {
      kill: limit.signal,
      onStdout: () => limit.abort(),
    })
    expect(await command.exit).toEqual({ code: 4, signal: null })
    expect(command.out()).toBe('ready\nwinding up\n')
  })

  it('ends when its output can be kept nowhere, which is told', async () => {
    const command = start('echo ready; sleep 60', {
      onStdout() {
        throw new Error('The disk is full.')
      },
    })
    await expect(command.exit).rejects.toThrow('The disk is full.')
  })
})
