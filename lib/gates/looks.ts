import type { Json, MetricValue } from '../view'
import type { GateContext, GateVersion } from './context'
import type { Expression } from './expression'
import { accessOf } from './naming'

/** A value that an expression looks at: `metrics` `accuracy`, or the whole of a map. */
export interface Look {
  path: string[]
  /** Only whether it is there: `has(metrics.accuracy)`, `"accuracy" in metrics`. */
  asked: boolean
}

/** The names of a value as written: `approved.metrics["a b"]` is approved, metrics, a b; null for anything else. */
export function pathOf(expression: Expression): string[] | null {
  if (expression.kind === 'name') return [expression.name]
  if (expression.kind === 'field') {
    const path = pathOf(expression.of)
    return path && [...path, expression.field]
  }
  if (expression.kind !== 'call' || expression.name !== '_[_]') return null
  const [of, key] = expression.given
  const path = of && pathOf(of)
  if (!path || key?.kind !== 'constant' || typeof key.value !== 'string') return null
  return [...path, key.value]
}

/** A path as an expression names it. */
export function nameOf([first = '', ...rest]: readonly string[]): string {
  return first + rest.map(accessOf).join('')
}

/** Everything that an expression looks at, each once, in the order in which it is written. */
export function looksOf(expression: Expression): Look[] {
  const found = new Map<string, Look>()
  const visit = (part: Expression, bound: ReadonlySet<string>): void => {
    const path = pathOf(part)
    if (path?.[0] !== undefined) {
      if (bound.has(path[0])) return
      const asked = part.kind === 'field' && part.asked
      const name = `${asked}${nameOf(path)}`
      if (!found.has(name)) found.set(name, { path, asked })
      return
    }
    const entry = askedEntry(part)
    if (entry && !bound.has(entry[0] ?? '')) {
      found.set(`true${nameOf(entry)}`, { path: entry, asked: true })
      return
    }
    for (const [below, alsoBound] of partsOf(part))
      visit(below, alsoBound.length ? new Set([...bound, ...alsoBound]) : bound)
  }
  visit(expression, new Set())
  return [...found.values()]
}

/** The entry that `"val/acc 1" in metrics` asks for: whether it is there, as `has()` does. */
function askedEntry(part: Expression): string[] | null {
  if (part.kind !== 'call' || part.name !== '@in') return null
  const [key, of] = part.given
  const path = of && pathOf(of)
  const isKey = key?.kind === 'constant' && typeof key.value === 'string'
  return path?.at(-1) === 'metrics' && isKey ? [...path, String(key.value)] : null
}

/** The parts of an expression, each with the names that are bound inside it. */
function partsOf(part: Expression): [Expression, string[]][] {
  const free = (parts: (Expression | null)[]) =>
    parts.flatMap((below): [Expression, string[]][] => (below ? [[below, []]] : []))
  switch (part.kind) {
    case 'field':
      return free([part.of])
    case 'call':
      return free([part.target, ...part.given])
    case 'list':
      return free(part.items)
    case 'map':
      return free(part.entries.flatMap(({ key, value }) => [key, value]))
    case 'fold': {
      const inside = [part.kept, part.each, part.second].filter(Boolean)
      return [
        ...free([part.over, part.begin]),
        ...[part.while, part.step, part.end].map((below): [Expression, string[]] => [
          below,
          inside,
        ]),
      ]
    }
    default:
      return []
  }
}

/** What stands at a path, as JSON can say it; undefined where nothing does. Of a whole map, its size. */
export function valueAt(bindings: Map<string, unknown>, path: readonly string[]): Json | undefined {
  let value: unknown = bindings
  for (const name of path) value = value instanceof Map ? value.get(name) : undefined
  return asJson(value)
}

/** The metrics that a look reads, with the version that has them: one, or all of them. */
export function metricsAt(
  context: GateContext,
  { path, asked }: Look,
): { of: GateVersion; metrics: [string, MetricValue | undefined][] } | null {
  const [first, ...rest] = path[0] === 'approved' ? path.slice(1) : path
  const of = path[0] === 'approved' ? context.approved : context.candidate
  if (first !== 'metrics' || asked || !of) return null
  const [key] = rest
  return {
    of,
    metrics: key === undefined ? Object.entries(of.metrics) : [[key, metricOf(of, key)]],
  }
}

/** A metric of a version; undefined where it was not measured, whatever its name. */
export function metricOf({ metrics }: GateVersion, key: string): MetricValue | undefined {
  return Object.hasOwn(metrics, key) ? metrics[key] : undefined
}

function asJson(value: unknown): Json | undefined {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Map) return `${value.size} values`
  return value as Json | undefined
}
