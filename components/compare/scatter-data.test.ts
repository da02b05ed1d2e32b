import { describe, expect, it } from 'vitest'
import type { Comparison } from '@/lib/compare/view'
import type { Json, MetricValue } from '@/lib/view'
import { axesOf, chosenAxes } from './axis'
import { scatterOf } from './scatter-data'

interface Made {
  metrics?: Record<string, MetricValue>
  params?: Record<string, Json>
  state?: 'approved' | 'pending' | 'rejected'
  tags?: string[]
  model?: string
}

function comparisonOf(...made: Made[]): Comparison {
  const rows = (part: 'metrics' | 'params') =>
    [...new Set(made.flatMap((one) => Object.keys(one[part] ?? {})))].map((key) => ({
      key,
      values: made.map((one) => one[part]?.[key] ?? null),
    }))
  const versions = made.map(({ state = 'pending', tags = [], model = 'm' }, at) => ({
    uri: `model://${model}/v${at + 1}`,
    ...{
      model,
      version: at + 1,
      state,
      tags,
      life: 'live',
      latest: false,
      recalled: false,
      approval: { validUntil: null, stale: false, expired: false, override: false },
      note: '',
    },
    ...{ aliases: [], createdAt: '', run: null, commit: null, duration: null },
    registeredBy: { id: null, kind: 'person', name: 'Ana' },
  })) as Comparison['versions']
  const metrics = rows('metrics').map(({ key, values }) => ({
    key,
    direction: key === 'loss' ? ('lower' as const) : ('higher' as const),
    ...{ unit: key === 'loss' ? 'nat' : '', guessed: true },
    values: values as MetricValue[],
  }))
  const empty = { data: [], environment: [], files: [], durations: [] }
  return { base: 'model://m/v1', versions, metrics, params: rows('params'), ...empty }
}

const drawn = (comparison: Comparison, search: { x?: string; y?: string } = {}, more = {}) => {
  const chosen = chosenAxes(axesOf(comparison), search)
  if (!chosen) throw new Error('There is nothing to draw.')
  return scatterOf(comparison, { ...chosen, log: [], color: 'state', ...more })
}

describe('what versions can be placed by', () => {
  it('is every metric, those that judge first, and every parameter of numbers or few words', () => {
    const axes = axesOf(
      comparisonOf(
        {
          metrics: { test_rows: 9, accuracy: 1, loss: 'NaN' },
          params: { depth: 3, kind: 'layer-10', layers: [1], on: true, none: null },
        },
        {
          metrics: { accuracy: 2, loss: 1 },
          params: { depth: 4, kind: 'layer-2', layers: [2], on: false, none: null },
        },
      ),
    )
    expect(axes.map(({ name }) => name)).toEqual([
      'metric.accuracy',
      'metric.loss',
      'metric.test_rows',
      'param.depth',
      'param.kind',
      'param.on',
    ])
    expect(axes[1]).toMatchObject({ direction: 'lower', values: [null, 1] })
    expect(axes[2]).toMatchObject({ direction: null, values: [9, null] })
    expect(axes[4]).toMatchObject({ words: ['layer-2', 'layer-10'], values: [1, 0] })
  })

  it('is no parameter with a word for each of many versions', () => {
    const many = Array.from({ length: 13 }, (_, n) => ({ params: { id: `run ${n}` } }))
    expect(axesOf(comparisonOf(...many))).toEqual([])
  })
})

describe('the two axes', () => {
  const comparison = comparisonOf(
    { metrics: { accuracy: 1, f1: 1, loss: 3 }, params: { depth: 3 } },
    { metrics: { accuracy: 1, f1: 2, loss: 2 }, params: { depth: 4 } },
  )
  const names = (search: { x?: string; y?: string }) => {
    const chosen = chosenAxes(axesOf(comparison), search)
    return [chosen?.x.name, chosen?.y.name]
  }

  it('are the first metrics in which the versions differ, unless the address names others', () => {
    expect(names({})).toEqual(['metric.loss', 'metric.f1'])
    expect(names({ x: 'param.depth' })).toEqual(['param.depth', 'metric.f1'])
    expect(names({ x: 'metric.f1' })).toEqual(['metric.f1', 'metric.loss'])
    expect(names({ x: 'metric.none', y: 'metric.loss' })).toEqual(['metric.f1', 'metric.loss'])
    expect(names({ x: 'metric.f1', y: 'metric.f1' })).toEqual(['metric.f1', 'metric.f1'])
  })

  it('are none where there is nothing, or one thing only', () => {
    expect(chosenAxes([], {})).toBeNull()
    expect(chosenAxes(axesOf(comparisonOf({ metrics: { a: 1 } })), {})).toBeNull()
  })
})

describe('the points', () => {
  it('are on the front where no other is better on one and at least as good on the other', () => {
    const { front, points } = drawn(
      comparisonOf(
        { metrics: { accuracy: 0.9, loss: 0.5 } },
        { metrics: { accuracy: 0.8, loss: 0.4 } },
        { metrics: { accuracy: 0.8, loss: 0.6 } },
        { metrics: { accuracy: 0.9, loss: 0.5 } },
      ),
      { x: 'metric.loss', y: 'metric.accuracy' },
    )
    expect(front?.map(({ name }) => name)).toEqual(['v2', 'v1', 'v4'])
    expect(points.map(({ front }) => front)).toEqual([true, true, false, true])
    expect(points[0]?.said).toEqual({ x: '0.5 nat', y: '0.9' })
  })

  it('have no front beside a parameter, which is neither better nor worse', () => {
    const comparison = comparisonOf(
      { metrics: { accuracy: 1 }, params: { kind: 'a' } },
      { metrics: { accuracy: 2 }, params: { kind: 'b' } },
    )
    const { front, points } = drawn(comparison, { x: 'param.kind', y: 'metric.accuracy' })
    expect(front).toBeNull()
    expect(points.map(({ said }) => said.x)).toEqual(['a', 'b'])
  })

  it('are left out where a number is missing, or not above zero on a logarithmic scale', () => {
    const comparison = comparisonOf(
      { metrics: { accuracy: 1, loss: 1 } },
      { metrics: { accuracy: 'NaN', loss: 1 } },
      { metrics: { accuracy: 0, loss: 2 } },
      {},
    )
    const search = { x: 'metric.loss', y: 'metric.accuracy' }
    expect(drawn(comparison, search).undrawn).toEqual([
      { name: 'v2', why: 'no number for accuracy' },
      { name: 'v4', why: 'no number for loss and no number for accuracy' },
    ])
    const { points, undrawn } = drawn(comparison, search, { log: ['y'] })
    expect(points.map(({ name }) => name)).toEqual(['v1'])
    expect(undrawn[1]?.why).toBe('accuracy not above zero, which a logarithmic scale needs')
  })

  it('say their state, or the commonest of their tags, each by a mark of its own', () => {
    const metrics = { accuracy: 1, loss: 1 }
    const comparison = comparisonOf(
      { metrics, state: 'rejected', tags: ['b', 'rare'] },
      { metrics, state: 'approved', tags: ['b'] },
      { metrics, state: 'rejected', tags: ['a', 'b'] },
      { metrics, tags: [], model: 'other' },
    )
    expect(drawn(comparison).legend).toEqual([
      { mark: { state: 'approved' }, group: 'Approved' },
      { mark: { state: 'pending' }, group: 'Pending' },
      { mark: { state: 'rejected' }, group: 'Rejected' },
    ])
    const byTag = drawn(comparison, {}, { color: 'tag' })
    expect(byTag.points.map(({ group }) => group)).toEqual(['b', 'b', 'b', 'No tag'])
    expect(byTag.points.map(({ name }) => name)[3]).toBe('other v4')
    expect(byTag.legend).toMatchObject([{ mark: { shape: 0 } }, { mark: { shape: 4 } }])
  })
})
