import { allSame } from '@/lib/compare/rows'
import type { Comparison } from '@/lib/compare/view'
import { type Direction, isFiniteNumber, judges } from '@/lib/metrics/direction'
import type { Json } from '@/lib/view'
import { jsonText } from '../json-text'
import { metricsInOrder } from './metrics'

/** Something that versions can be placed by. */
export interface Axis {
  /** Its name in an address: `metric.accuracy`, `param.depth`. */
  name: string
  label: string
  unit: string
  /** Which way is better; null where neither is. */
  direction: Direction | null
  /** One for each version; null where it has none that can be drawn. */
  values: (number | null)[]
  /** Where the values are words: what each whole number from 0 stands for. */
  words: string[] | null
}

const mostWords = 12

/** What the versions of a comparison can be placed by: metrics first, those that judge before others. */
export function axesOf({ metrics, params }: Comparison): Axis[] {
  return [
    ...metricsInOrder(metrics).map(
      ({ key, direction, unit, guessed, values }): Axis => ({
        name: `metric.${key}`,
        label: key,
        unit,
        direction: judges(key, { said: !guessed }) ? direction : null,
        values: values.map((value) => (isFiniteNumber(value) ? value : null)),
        words: null,
      }),
    ),
    ...params.flatMap(({ key, values }) => paramAxis(key, values) ?? []),
  ].filter(({ values }) => values.some((value) => value !== null))
}

/** The two that are drawn where the address says none: the first that judge and in which versions differ. */
export function chosenAxes(
  axes: readonly Axis[],
  { x, y }: { x?: string | undefined; y?: string | undefined },
): { x: Axis; y: Axis } | null {
  const telling = axes.filter(({ values }) => !allSame(values.filter((value) => value !== null)))
  const usual = [...telling, ...axes.filter((axis) => !telling.includes(axis))]
  const named = (name: string | undefined) => axes.find((axis) => axis.name === name)
  const up = named(y) ?? usual.find(({ name }) => name !== x)
  const across = named(x) ?? usual.find((axis) => axis !== up)
  return up && across ? { x: across, y: up } : null
}

function paramAxis(key: string, values: readonly Json[]): Axis | null {
  const axis = { name: `param.${key}`, label: key, unit: '', direction: null }
  const said = values.filter((value) => value !== null)
  if (said.every(isFiniteNumber))
    return {
      ...axis,
      values: values.map((value) => (isFiniteNumber(value) ? value : null)),
      words: null,
    }
  // A list or an object is no place on an axis.
  if (said.some((value) => typeof value === 'object')) return null
  const words = [...new Set(said.map(jsonText))].sort(byNumber)
  if (words.length > mostWords) return null
  const placed = values.map((value) => (value === null ? null : words.indexOf(jsonText(value))))
  return { ...axis, values: placed, words }
}

/** "layer-2" before "layer-10". */
const byNumber = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })
