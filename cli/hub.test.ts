import { describe, expect, it } from 'vitest'
import { hub } from './hub'
import { folderWith } from './testing/folder'
import { surroundingsOf, terminalOf } from './testing/terminal'

async function call(words: string[], env: Record<string, string> = {}, cwd = '/nowhere') {
  const { terminal, out, err } = terminalOf({ json: words.includes('--json') })
  const surroundings = surroundingsOf(terminal, { env: { HOME: '/nowhere', ...env }, cwd })
  const exitCode = await hub(words, surroundings)
  return { exitCode, out: out(), err: err() }
}

// Nothing listens there, and nothing may.
const away = { HUB_URL: 'http://127.0.0.1:1', HUB_TOKEN: 't', HUB_ORG: 'acme' }

describe('hub', () => {
  it('lists its commands', async () => {
    for (const words of [[], ['help'], ['--help']]) {
      const { exitCode, out } = await call(words)
      expect(exitCode).toBe(0)
      expect(out).toContain('  run        Run a step of a valohai.yaml here')
    }
  })

  it('explains each command, under each of its names', async () => {
    expect((await call(['help', 'run'])).out).toContain('--allow-alerts')
    expect((await call(['run', '--help'])).out).toContain('--allow-alerts')
    expect((await call(['help', 'version', 'approve'])).out).toContain('Also: hub version approve')
  })

  it('takes a command under its name in the audit log', async () => {
    expect((await call(['version', 'approve', 'model://m/v1'], away)).err).toContain(
      'cannot be reached',
    )
    expect((await call(['version', 'frobnicate'])).err).toBe(
      'hub: There is one word too many: frobnicate.\n',
    )
  })

  it.each([
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['me', '--frobnicate']],
    ['one word too many', ['me', 'you']],
    ['a missing word', ['run']],
    ['a URI that is none', ['resolve', 'model:/m']],
    ['a limit that is none', ['models', '--limit', '0']],
    ['files that are none', ['push', 'model://m/']],
    ['a version to push to', ['push', 'a.txt', 'model://m/v1']],
    ['a run to pull', ['pull', 'run://p/1']],
    ['an address that is none', ['login', 'localhost']],
  ])('ends with 2 for %s', async (_, words) => {
    const { exitCode, out, err } = await call(words, away)
    expect(err).toMatch(/^hub: .+\.\n$/)
    expect(out).toBe('')
    expect(exitCode).toBe(2)
  })

  it('ends with 3 for someone it does not know', async () => {
    expect((await call(['me'])).exitCode).toBe(3)
    expect((await call(['run', 'train'])).exitCode).toBe(3)
  })

  it('ends with 5 for a file that is not there', async () => {
    expect((await call(['push', 'gone.txt', 'model://m/'], away)).exitCode).toBe(5)
    expect((await call(['run', 'train'], away)).exitCode).toBe(5)
  })

  it('ends with 1 when the hub is away, and says where it looked', async () => {
    const { exitCode, err } = await call(['models'], away)
    expect(exitCode).toBe(1)
    expect(err).toContain('The hub at http://127.0.0.1:1 cannot be reached')
  })

  it('tells its own version where it knows no hub', async () => {
    const { exitCode, out, err } = await call(['version'])
    expect([exitCode, err]).toEqual([0, ''])
    expect(out).toMatch(/^hub \d+\.\d+\.\d+\n$/)
    expect(JSON.parse((await call(['version', '--json'])).out)).toMatchObject({ hub: null })
  })

  it('tells a failure to programs too', async () => {
    const { out, exitCode } = await call(['me', '--json'])
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'unauthenticated',
        message: 'You are not signed in. Run hub login URL, or set HUB_URL and HUB_TOKEN.',
      },
    })
    expect(exitCode).toBe(3)
  })

  it('begins no run while the hub is away', async () => {
    const command = 'touch "$FOLDER/ran"'
    const folder = folderWith({
      'valohai.yaml': `- step: {name: train, image: x, command: '${command}'}`,
    })
    const { exitCode, out } = await call(['run', 'train'], { ...away, FOLDER: folder }, folder)
    expect(exitCode).toBe(1)
    expect(out).toBe('')
  })

  it('checks a step before it asks the hub anything', async () => {
    const folder = folderWith({
      'valohai.yaml': '- step:\n    name: train\n    image: x\n    comand: y\n',
    })
    const wrong = await call(['run', 'train'], away, folder)
    expect(wrong.exitCode).toBe(2)
    expect(wrong.err).toContain(
      'valohai.yaml:4:5 error  A step has no key comand. Did you mean command?',
    )
    const unknown = await call(
      ['run', 'test', '-f', 'ok.yaml'],
      away,
      folderWith({ 'ok.yaml': '- step: {name: train, image: x, command: y}' }),
    )
    expect(unknown).toMatchObject({
      exitCode: 5,
      err: 'hub: ok.yaml has no step test. It has: train.\n',
    })
  })
})
