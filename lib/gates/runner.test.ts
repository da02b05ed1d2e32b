import { afterAll, describe, expect, it, vi } from 'vitest'
import { log } from '../log'
import { GateRunner, gateRunner, openGates } from './runner'

const runner = new GateRunner(process.cwd())
afterAll(() => runner.close())

const bindings = new Map<string, unknown>([
  ['metrics', new Map(Array.from({ length: 5000 }, (_, n) => [`k${n}`, n] as const))],
  ['note', 'a'.repeat(10_000)],
  ['now', new Date('2026-11-26T00:00:00Z')],
])
const asks = (...cels: string[]) => runner.evaluate(bindings, cels)
const nested = (before: string, after: string, times: number) =>
  `${before.repeat(times)}true${after.repeat(times)}`
const grown = (by: string, from: string, times: number) => from + `.map(x, ${by})`.repeat(times)

it('answers true, false, and why neither', async () => {
  const answers = await asks('metrics.k1 < 2', 'metrics.k1 > 2', 'metrics.gone > 2', '1 + 1', 'now')
  expect(answers).toEqual([
    { value: true },
    { value: false },
    { error: 'field not found: gone' },
    { error: 'It answers something other than true or false.' },
    { error: 'It answers something other than true or false.' },
  ])
})

describe('an attack', () => {
  const large = `[${'1,'.repeat(900)}1]`
  it.each([
    ['walks', 'metrics.all(a, metrics.all(b, metrics.exists(c, c == a && c == b) || a != b))'],
    ['walks of walks', 'metrics.map(a, metrics.map(b, b)).size() > 0'],
    ['walks of written lists', `${large}.all(a, ${large}.all(b, metrics.all(c, a == b)))`],
    ['texts that double', `${grown('x + x', '["x"]', 28)}.all(x, size(x) > 0)`],
    ['texts that double without end', `${grown('x + x', '["x"]', 80)}.size() > 0`],
    ['texts that become bytes', `${grown('x + x', '["x"]', 28)}.all(x, size(bytes(x)) > 0)`],
    ['bytes that double', `${grown('x + x', '[b"xxxxxxxx"]', 40)}.all(x, size(x) > 0)`],
    ['lists that double', `${grown('x + x', '[[1]]', 40)}.all(x, x.map(y, y).size() > 0)`],
    ['numbers that square', `${grown('x * x', '[9223372036854775807]', 5)}.size() > 0`],
    ['patterns that repeat', '"a".matches("((a{1,1000}){1,100}){1,100}")'],
    ['brackets', nested('(', ')', 20_000)],
    ['lists in lists', nested('[', ']', 20_000)],
    ['negations', nested('!(', ')', 20_000)],
    ['a division by zero', '1 / 0 > 0'],
    ['a prototype', 'metrics.__proto__ == metrics.constructor'],
    ['what is not CEL', 'process.exit(1)'],
    ['what JavaScript has', 'constructor.constructor("return process")()'],
  ])('by %s ends as an error, and the next gate is evaluated', async (_, cel) => {
    const [answer] = await asks(cel)
    expect(answer).toEqual({ error: expect.stringMatching(/^.{5,}$/s) })
    expect(await asks('metrics.k3 == 3.0')).toEqual([{ value: true }])
  })

  it.each([
    ['a pattern that backtracks elsewhere', 'note.matches("^(a+)+$") && !note.matches("(a+)+b$")'],
    ['values that hold each other', `${grown('[x, x]', '[1]', 60)}.size() == 1`],
  ])('by %s comes to nothing', async (_, cel) => {
    const answers = await asks(cel)
    // A busy machine may take too long over it.
    expect([{ value: true }, { error: 'It took longer than 50 ms.' }]).toContainEqual(answers[0])
    expect(await asks('metrics.k3 == 3.0')).toEqual([{ value: true }])
  })

  it('by 10,000 gates at once keeps nobody waiting, whether they are fast or slow', async () => {
    const slow = 'metrics.all(a, metrics.all(b, a != b || metrics.exists(c, c == a)))'
    const floods = ['metrics.k1 == 1.0', slow].map((cel) => asks(...Array(10_000).fill(cel)))
    const begun = performance.now()
    const other = await asks('metrics.k3 == 3.0')
    expect(other).toEqual([{ value: true }])
    // Two seconds for each flood, or ten on a machine that is busy, and the start of some threads.
    expect(performance.now() - begun).toBeLessThan(45_000)
    const [fast = [], slower = []] = await Promise.all(floods)
    expect([fast.length, slower.length]).toEqual([10_000, 10_000])
    expect(fast[0]).toEqual({ value: true })
    expect(slower[0]).toEqual({ error: 'It took longer than 50 ms.' })
    expect(slower.at(-1)).toEqual({ error: 'The gates before it took all the time there is.' })
  }, 60_000)

  it('by 2,000 callers at once is turned away in words', async () => {
    const answers = await Promise.all(Array.from({ length: 2000 }, () => asks('metrics.k1 == 1.0')))
    const busy = answers.filter(([answer]) => answer && 'error' in answer)
    expect(answers[0]).toEqual([{ value: true }])
    expect(busy.length).toBeGreaterThan(900)
    expect(busy[0]?.[0]).toHaveProperty('error', expect.stringContaining('Try again'))
  })
})

it('answers what it was asked before it closes, and nothing after', async () => {
  const closing = new GateRunner(process.cwd())
  const asked = closing.evaluate(bindings, ['metrics.k1 == 1.0'])
  const closed = closing.close()
  expect(await asked).toEqual([{ value: true }])
  await closed
  expect(await closing.evaluate(bindings, ['true'])).toEqual([{ error: 'The hub is stopping.' }])
})

it('fails closed where the thread cannot start', async () => {
  const told = vi.spyOn(log(), 'error').mockReturnValue(undefined)
  const lost = new GateRunner('/nowhere')
  const answer = { error: 'The hub cannot evaluate gates now. Tell its operator.' }
  expect(await lost.evaluate(bindings, ['true', 'true'])).toEqual([answer, answer])
  expect(told).toHaveBeenCalled()
  told.mockRestore()
  await lost.close()
})

it('keeps no decision waiting for what is only looked at', async () => {
  const close = openGates(process.cwd())
  const walks = 'metrics.all(a, metrics.all(b, metrics.exists(c, c == a && c == b) || a != b))'
  let looked = 0
  const looking = Array.from({ length: 2 }, async () => {
    await gateRunner('looking').evaluate(bindings, [walks, walks, walks])
    looked++
  })
  expect(await gateRunner('deciding').evaluate(bindings, ['true'])).toEqual([{ value: true }])
  expect(looked).toBeLessThan(2)
  await Promise.all(looking)
  await close()
  openGates(process.cwd())
})

it('is one for all copies of the module in a process', async () => {
  const close = openGates(process.cwd())
  const mine = gateRunner('looking')
  vi.resetModules()
  const copy = await import('./runner')
  expect(copy.GateRunner).not.toBe(GateRunner)
  expect(copy.gateRunner('looking')).toBe(mine)
  await close()
  openGates(process.cwd())
})
