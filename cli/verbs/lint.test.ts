import { describe, expect, it } from 'vitest'
import { hub } from '../hub'
import { folderWith } from '../testing/folder'
import { surroundingsOf, terminalOf } from '../testing/terminal'

const right = '- step:\n    name: train\n    image: node:20\n    command: node train.js\n'

async function lint(files: Record<string, string>, ...words: string[]) {
  const { terminal, out, err } = terminalOf({ json: words.includes('--json') })
  const exitCode = await hub(
    ['lint', ...words],
    surroundingsOf(terminal, { cwd: folderWith(files) }),
  )
  return { exitCode, out: out(), err: err() }
}

describe('hub lint', () => {
  it('says what is in a file that is right, without any hub', async () => {
    expect(await lint({ 'valohai.yaml': right })).toEqual({
      exitCode: 0,
      out: 'valohai.yaml: 0 errors, 0 warnings; 1 step, 0 tasks, 0 pipelines\n',
      err: '',
    })
  })

  it('names line, column, what is wrong and how to mend it', async () => {
    const { exitCode, out } = await lint({ 'a/valohai.yaml': `${right}    inputz: []\n` }, 'a')
    expect(exitCode).toBe(2)
    expect(out).toBe(
      'a/valohai.yaml:5:5 error  A step has no key inputz. Did you mean inputs?\n' +
        'a/valohai.yaml: 1 error, 0 warnings; 1 step, 0 tasks, 0 pipelines\n',
    )
  })

  it('is content with warnings and notes', async () => {
    const text = `${right}    environment: large\n- stage: {}\n`
    const { exitCode, out } = await lint({ 'other.yaml': text }, 'other.yaml')
    expect(exitCode).toBe(0)
    expect(out).toContain('other.yaml:5:18 note  hub run does not use environment')
    expect(out).toContain('other.yaml:6:3 warning  stage is not a known item.')
  })

  it('gives the same as one document', async () => {
    const { exitCode, out } = await lint({ 'valohai.yaml': '- step: {name: a\n' }, '--json')
    expect(exitCode).toBe(2)
    expect(JSON.parse(out)).toMatchObject({
      file: 'valohai.yaml',
      errors: 1,
      findings: [{ severity: 'error', line: 2, column: 1, fix: null, item: null }],
    })
  })

  it('says so when there is no such file', async () => {
    expect(await lint({})).toMatchObject({
      exitCode: 5,
      err: expect.stringContaining('There is no valohai.yaml here.'),
    })
  })
})
