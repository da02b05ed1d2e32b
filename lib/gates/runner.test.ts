import { afterAll, expect, it } from 'vitest'
import { GateRunner } from './runner'

const runner = new GateRunner(process.cwd())
afterAll(() => runner.close())

const keys = Array.from({ length: 2000 }, (_, n) => [`k${n}`, n] as const)
const bindings = new Map<string, unknown>([
  ['metrics', new Map(keys)],
  ['now', new Date('2026-11-26T00:00:00Z')],
])
const asks = (...cels: string[]) => runner.evaluate(bindings, cels)
const works = async () => expect(await asks('metrics.k3 == 3.0')).toEqual([{ value: true }])

it('answers true, false, and why neither', async () => {
  const answers = await asks('metrics.k1 < 2', 'metrics.k1 > 2', 'metrics.gone > 2', '1 + 1', 'now')
  expect(answers.slice(0, 2)).toEqual([{ value: true }, { value: false }])
  expect(answers.slice(2).map((answer) => 'error' in answer)).toEqual([true, true, true])
})

it.each([
  [
    'walks a large map for each entry of it, and again',
    'metrics.all(a, metrics.all(b, metrics.exists(c, c == a && c == b) || a != b))',
  ],
  [
    'walks an ever longer list',
    `[${'1,'.repeat(400)}1].map(a, [${'1,'.repeat(400)}1].map(b, metrics.map(c, c))).size() > 0`,
  ],
])('ends an expression that %s, and then answers the next', async (_, cel) => {
  await works()
  const [answer] = await asks(cel)
  expect(answer).toHaveProperty('error')
  await works()
})
