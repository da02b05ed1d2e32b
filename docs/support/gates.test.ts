import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkGate } from '@/lib/gates/check'
import { environment, type GateType } from '@/lib/gates/environment'
import { evaluateGates } from '@/lib/gates/evaluate'
import { seen } from '@/lib/gates/testing'
import { root } from '@/scripts/paths.mjs'
import { readDocument } from './document'

const file = 'docs/gates.md'
const { blocks } = readDocument(file)
const examples = blocks
  .filter(({ language }) => language === 'cel')
  .flatMap(({ text }) => text.split('\n'))

/** The cells of the rows of all tables, without the marks of code. */
const rows = readFileSync(root + file, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '').replaceAll('\\|', '|')),
  )

it('shows a dozen expressions', () => expect(examples.length).toBeGreaterThan(12))

it.each(examples)('may be kept, and can be answered: %s', async (cel) => {
  expect(checkGate(cel)).toEqual([])
  const candidate = {
    metrics: {
      accuracy: 0.95,
      log_loss: 0.27,
      'val/acc 1': 0.9,
      'slice/a': 0.9,
      fairness_gap: 0.01,
    },
  }
  const [result] = await evaluateGates([{ name: 'example', cel }], seen({ candidate }))
  expect(result).toMatchObject({ result: 'pass' })
})

describe('what an expression sees', () => {
  const told = rows.filter(
    ([name = '']) => /^[a-z]+(\.[a-z]+)?$/.test(name) && name !== 'name' && name !== 'gate',
  )

  it('is told as it is', () => {
    expect(told).toEqual(
      Object.entries(environment).flatMap(([name, { type, meaning }]) =>
        typeof type === 'object' && 'fields' in type
          ? Object.entries(type.fields).map(([field, found]) => [
              `${name}.${field}`,
              wordOf(found.type),
              found.meaning,
            ])
          : [[name, wordOf(type), meaning]],
      ),
    )
  })
})

it.each(rows.filter(([, result = '']) => ['pass', 'fail', 'error'].includes(result)))(
  'says of %s: %s',
  async (cel = '', result, message) => {
    const [found] = await evaluateGates([{ name: 'example', cel }], seen())
    expect(found).toMatchObject({ result, message })
  },
)

function wordOf(type: GateType): string {
  if (type === 'json') return 'any'
  if (typeof type === 'string') return type
  if ('list' in type) return `list of ${wordOf(type.list)}`
  return 'map' in type ? `map to ${wordOf(type.map)}` : type.name
}
