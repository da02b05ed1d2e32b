import type { GateContext } from '@/lib/gates/context'
import { evaluateGates } from '@/lib/gates/evaluate'
import { celOf } from '@/lib/gates/form'
import { openGates } from '@/lib/gates/runner'
import { seen } from '@/lib/gates/testing'
import type { Pace } from './requests'

/** One value for each round. */
export interface GateFigures {
  /** Metrics of the candidate and of the version in use. */
  metrics: number
  /** Gates evaluated in a second, 20 at a time. */
  perSecond: number[]
  /** Milliseconds until all of 20 gates have their results, in words. */
  twenty: number[]
  /** Milliseconds of a first gate, with the thread that it starts. */
  first: number[]
  /** Milliseconds from a gate that never ends until the next one has its result. */
  overrun: number[]
}

const metrics = 50
// A walk over a thousand things for each of them, and back.
const endless = 'params.all(a, params.all(b, size(a + b) > 0 && a + b != ""))'

/** Measures gates of forms and of expressions, through the thread that evaluates them. */
export async function measureGates(root: string, { rounds, forMs }: Pace): Promise<GateFigures> {
  const context = contextOf()
  const gates = twentyGates()
  const figures: GateFigures = { metrics, perSecond: [], twenty: [], first: [], overrun: [] }
  for (let round = 0; round < rounds; round++) {
    const close = openGates(root)
    const [warm] = gates
    if (!warm) throw new Error('There are gates to measure.')
    figures.first.push(await timed(() => evaluateGates([warm], context)))
    for (let again = 0; again < 20; again++) await evaluateGates(gates, context)
    const until = performance.now() + forMs
    const times: number[] = []
    while (performance.now() < until) times.push(await timed(() => evaluateGates(gates, context)))
    const all = times.reduce((sum, time) => sum + time, 0)
    figures.perSecond.push((gates.length * times.length * 1000) / all)
    figures.twenty.push(all / times.length)
    figures.overrun.push(
      await timed(() => evaluateGates([{ name: 'endless', cel: endless }, warm], context)),
    )
    await close()
  }
  return figures
}

/** Ten that a form makes and ten that are written by hand, each different. */
function twentyGates() {
  const made = Array.from({ length: 10 }, (_, n) =>
    celOf({
      metric: `slice/m${n}`,
      direction: n % 2 ? 'higher' : 'lower',
      baseline: 'approved',
      tolerance: 0.005,
      relative: n % 3 === 0,
      firstVersionPasses: true,
    }),
  )
  const written = Array.from(
    { length: 10 },
    (_, n) =>
      `metrics.all(key, metrics[key] >= ${n}.0 - 10.0) && !lineage.recalled && run.seconds < ${n + 100}.5 && params.p${n} != "x"`,
  )
  return [...made, ...written].map((cel, at) => ({ name: `gate ${at}`, cel }))
}

function contextOf(): GateContext {
  const measured = Array.from({ length: metrics }, (_, n) => [`slice/m${n}`, n / metrics] as const)
  const params = Array.from({ length: 1000 }, (_, n) => [`p${n}`, n] as const)
  const version = { metrics: Object.fromEntries(measured), params: Object.fromEntries(params) }
  return seen({ candidate: version, approved: version })
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await run()
  return performance.now() - since
}
