import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verbs } from './hub'
import { makePlan } from './run/plan'

const root = join(import.meta.dirname, '..')

/** The `hub` commands of a document: lines of code, and code within a sentence; without comments. */
function commandsIn(file: string): string[][] {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(/(?:^|`|&& )(?:npx )?hub ([a-z][^`\n#|]*)/gm)
  return [...found].map(([, words = '']) => words.trim().split(/\s+/))
}

const documents = [
  { file: 'README.md', folder: 'examples/penguins' },
  { file: 'docs/jobs.md', folder: 'examples/penguins' },
  { file: 'examples/penguins/README.md', folder: 'examples/penguins' },
  { file: 'examples/fuel-economy/README.md', folder: 'examples/fuel-economy' },
]

describe.each(documents)('$file', ({ file, folder }) => {
  const commands = commandsIn(file)

  it('names only commands that there are', () => {
    const known = verbs.map(({ name }) => name)
    expect(commands.length).toBeGreaterThan(3)
    for (const [verb = ''] of commands) expect([...known, 'help']).toContain(verb)
  })

  it('runs only steps and parameters that the example has', async () => {
    const runs = commands.filter(([verb, step]) => verb === 'run' && step)
    expect(runs.length).toBeGreaterThan(0)
    for (const [, step = '', ...options] of runs) {
      const values = (short: string) => options.filter((_, index) => options[index - 1] === short)
      const unknown = options.filter(
        (word, index) => word.startsWith('-') && !/^(-p|-i|--project)$/.test(word) && index >= 0,
      )
      expect(unknown).toEqual([])
      const plan = await makePlan({
        step,
        file: 'valohai.yaml',
        cwd: join(root, folder),
        env: {},
        project: undefined,
        parameters: values('-p'),
        inputs: values('-i'),
      })
      expect(plan.step.name).toBe(step)
    }
  })
})
