import { expect, it } from 'vitest'
import { sharing } from './shared'

/** Questions that are answered when the test says so, in the order in which they were asked. */
function questions() {
  const open: { answer(value: string): void; fail(error: Error): void }[] = []
  const ask = () =>
    new Promise<string>((answer, fail) => {
      open.push({ answer, fail })
    })
  return { open, ask }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

it('asks once for all who come while a question is under way, and after they came', async () => {
  const { open, ask } = questions()
  const share = sharing<string>()
  const first = share('a', ask)
  const second = share('a', ask)
  const third = share('a', ask)
  expect(open).toHaveLength(1)
  open[0]?.answer('before')
  expect(await first).toBe('before')
  await settled()
  expect(open).toHaveLength(2)
  const fourth = share('a', ask)
  open[1]?.answer('after')
  expect(await Promise.all([second, third])).toEqual(['after', 'after'])
  await settled()
  open[2]?.answer('later')
  expect(await fourth).toBe('later')
})

it('asks anew once nobody waits', async () => {
  const { open, ask } = questions()
  const share = sharing<string>()
  for (const value of ['one', 'two', 'three']) {
    const told = share('a', ask)
    open.at(-1)?.answer(value)
    expect(await told).toBe(value)
    await settled()
  }
  expect(open).toHaveLength(3)
})

it('mixes no keys', async () => {
  const { open, ask } = questions()
  const share = sharing<string>()
  const told = [share('a', ask), share('b', ask)]
  open[0]?.answer('of a')
  open[1]?.answer('of b')
  expect(await Promise.all(told)).toEqual(['of a', 'of b'])
})

it('fails those who shared the question that failed, and nobody after them', async () => {
  const { open, ask } = questions()
  const share = sharing<string>()
  const first = share('a', ask)
  const second = share('a', ask)
  open[0]?.fail(new Error('away'))
  await expect(first).rejects.toThrow('away')
  await settled()
  open[1]?.answer('back')
  expect(await second).toBe('back')
})
