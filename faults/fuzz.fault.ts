import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ApiDocument } from '@/lib/api-document'
import type { TestHub } from '@/lib/testing/hub'
import { Answers } from './fuzz/answers'
import { type Call, Calls, type Operation, operationsOf } from './fuzz/calls'
import { send } from './fuzz/send'
import { makeWorld } from './fuzz/world'
import { Hub } from './support/hub'
import { Random } from './support/random'
import { broken, tornVersions } from './support/record'
import { say, seed, sizes } from './support/settings'

// A world lasts for this many calls: deletions wear it out.
const perWorld = 250
const lanes = 6
const maxGrowthKiB = 512 * 1024

let hub: Hub
let people: TestHub
let owner: Pool

beforeAll(async () => {
  hub = await Hub.start()
  people = await hub.people()
  owner = await hub.owner()
})
afterAll(async () => {
  await owner?.end()
  await people?.close()
  await hub?.remove()
})

it('answers whatever is sent to any operation as its description says, and with no 5xx', async () => {
  const since = Date.now()
  const document = (await (await fetch(`${hub.url}/api/v1/openapi.json`)).json()) as ApiDocument
  const operations = operationsOf(document)
  const answers = new Answers(document)
  const random = new Random(seed)
  const before = hub.workers()
  const statuses: Record<string, number> = {}
  const reached = new Set<Operation>()
  // One case of each kind is enough to go by.
  const problems = new Map<string, string>()

  for (let done = 0; done < sizes.calls && problems.size < 10; done += perWorld) {
    const calls = new Calls(document, await makeWorld(people), random.fork())
    const queue = Array.from({ length: Math.min(perWorld, sizes.calls - done) }, (_, index) => {
      const operation = operations[(done + index) % operations.length]
      if (!operation) throw new Error('The description has no operation.')
      return calls.of(operation)
    })
    const lane = async () => {
      for (let call = queue.pop(); call; call = queue.pop()) {
        const told = await send(hub.url, call).catch((error: unknown) => String(error))
        if (typeof told === 'string') {
          problems.set(told, reproduced(call, told))
          continue
        }
        const kind = told.status < 300 ? '2xx' : String(told.status)
        statuses[kind] = (statuses[kind] ?? 0) + 1
        if (told.status < 300) reached.add(call.operation)
        const problem = answers.problem(call, told)
        const body = told.body.toString('utf8').slice(0, 1000)
        if (problem)
          problems.set(
            `${told.status} ${problem}`,
            reproduced(call, `${problem}\n${told.status} ${body}`),
          )
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  }

  expect([...problems.values()].join('\n\n')).toBe('')
  expect(await broken(owner)).toEqual([])
  expect(await tornVersions(owner)).toEqual([])
  const after = hub.workers()
  expect(after.map(({ pid }) => pid).sort()).toEqual(before.map(({ pid }) => pid).sort())
  const memory = (list: { memory: number }[]) => list.reduce((sum, one) => sum + one.memory, 0)
  const growth = memory(after) - memory(before)
  expect(growth).toBeLessThan(maxGrowthKiB)

  const unreached = operations.filter((operation) => !reached.has(operation))
  const seconds = Math.round((Date.now() - since) / 1000)
  say(
    `${sizes.calls} calls of ${operations.length} operations in ${seconds} s, seed ${seed}: ` +
      `${JSON.stringify(statuses)}; memory grew by ${Math.round(growth / 1024)} MiB. ` +
      `${unreached.length} never succeeded: ${unreached.map(nameOf).join(', ') || 'none'}.`,
  )
})

const nameOf = ({ method, path }: Operation) => `${method} ${path}`

/** The call and what came of it, so that it can be sent again by hand. */
function reproduced({ operation, caller, body, ...call }: Call, told: string): string {
  const text = body?.toString('utf8')
  const isText = body && Buffer.from(text ?? '', 'utf8').equals(body)
  const sent = body && (isText ? text : body.toString('base64'))
  const short = sent && sent.length > 2000 ? `${sent.slice(0, 2000)}… (${sent.length})` : sent
  return `${nameOf(operation)} by ${caller}, seed ${seed}: ${told}\n${JSON.stringify({ ...call, body: short })}`
}
