import { expect, it } from 'vitest'
import type { GateContext } from './context'
import { evaluateGates } from './evaluate'
import { seen } from './testing'

async function says(cel: string, context: GateContext = seen()) {
  const [result] = await evaluateGates([{ name: 'it', cel }], context)
  return result
}

const noWorse = '!approved.exists || metrics.accuracy >= approved.metrics.accuracy - 0.005'

it('says in numbers by how much a metric misses what is allowed', async () => {
  expect(await says(noWorse)).toEqual({
    name: 'it',
    cel: noWorse,
    candidate: 0.912,
    approved: 0.93,
    result: 'fail',
    message: 'accuracy 0.912 is 0.013 below the least allowed 0.925 (approved v5: 0.93 − 0.005).',
    metric: 'accuracy',
    threshold: 0.925,
    inputs: {
      'approved.exists': true,
      'metrics.accuracy': 0.912,
      'approved.metrics.accuracy': 0.93,
    },
  })
})

it('lets a better one through, and the first one', async () => {
  const better = seen({ candidate: { metrics: { accuracy: 0.941 } } })
  expect(await says(noWorse, better)).toMatchObject({
    result: 'pass',
    message: 'accuracy 0.941 is 0.016 above the least allowed 0.925 (approved v5: 0.93 − 0.005).',
  })
  expect(await says(noWorse, seen({ approved: null }))).toMatchObject({
    result: 'pass',
    message: 'There is no approved version to compare it with, so it passes as the first one.',
    approved: null,
    threshold: null,
  })
})

it.each([
  ['metrics.log_loss <= 0.3', 'fail', 'log_loss 0.31 is 0.01 above the most allowed 0.3.'],
  ['metrics.log_loss <= 1', 'pass', 'log_loss 0.31 is 0.69 below the most allowed 1.'],
  ['0.9 <= metrics.accuracy', 'pass', 'accuracy 0.912 is 0.012 above the least allowed 0.9.'],
  ['metrics.accuracy > 0.912', 'fail', 'accuracy 0.912 is the bound 0.912, and must be above it.'],
  [
    'metrics["val/acc 1"] >= approved.metrics.accuracy * 0.99',
    'fail',
    'val/acc 1 0.9 is 0.0207 below the least allowed 0.9207 (approved v5: 0.93 × 0.99).',
  ],
  [
    'metrics.log_loss <= approved.metrics.log_loss * (1.0 + 0.02)',
    'fail',
    'log_loss 0.31 is 0.0244 above the most allowed 0.2856 (approved v5: 0.28 × (1 + 0.02)).',
  ],
  [
    'metrics.accuracy >= approved.metrics.accuracy',
    'fail',
    'accuracy 0.912 is 0.018 below the least allowed 0.93 (that of v5, which is approved).',
  ],
  [
    'metrics.accuracy > 0.9 && params.trees < 200.0',
    'fail',
    'It does not hold: accuracy 0.912, params.trees 300.',
  ],
  [
    'run.exists && params.criterion == "gini" && !lineage.recalled',
    'pass',
    'It holds: run.exists true, params.criterion “gini”, lineage.recalled false.',
  ],
])('says of %s: %s', async (cel, result, message) => {
  expect(await says(cel)).toMatchObject({ result, message })
})

it.each([
  ['metrics.f1 >= 0.9', 'fail', 'f1 was not measured.'],
  [
    'metrics["val/acc 1"] >= approved.metrics["val/acc 1"]',
    'fail',
    'val/acc 1 was not measured for v5, which is approved.',
  ],
  ['params.depth > 3.0', 'fail', 'There is no params.depth.'],
  ['metrics.constructor > 0.0', 'fail', 'constructor was not measured.'],
  [
    'params.criterion > 3.0',
    'error',
    'It computes > with string and double, which is not possible.',
  ],
  [
    'metrics.accuracy / 0.0 > 1.0',
    'error',
    'A computation in it has no finite result, such as a division by zero.',
  ],
  [
    '!(0.0 / 0.0 < metrics.accuracy)',
    'error',
    'A computation in it has no finite result, such as a division by zero.',
  ],
  ['params.trees', 'error', 'It answers something other than true or false.'],
  ['metrics.accuracy >=', 'error', 'It cannot be read from “>=” on.'],
  ['accuracy > 0.5', 'error', /^There is no accuracy\./],
])('does not pass %s: %s', async (cel, result, message) => {
  expect(await says(cel)).toMatchObject({
    result,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  })
})

it.each(['NaN', 'Infinity', '-Infinity'] as const)(
  'refuses a metric that is %s, however the gate is worded',
  async (value) => {
    const context = seen({ candidate: { metrics: { accuracy: value } } })
    const message = `accuracy is ${value}.`
    for (const cel of [
      'metrics.accuracy > 0.5',
      '!(metrics.accuracy < 0.5)',
      'metrics.all(key, !(metrics[key] < 0.5))',
      noWorse,
    ])
      expect(await says(cel, context)).toMatchObject({ result: 'fail', message })
    for (const cel of ['has(metrics.accuracy)', '"accuracy" in metrics && !("f1" in metrics)'])
      expect(await says(cel, context)).toMatchObject({ result: 'pass' })
    expect(
      await says('metrics.accuracy > 0.5', seen({ approved: { metrics: { accuracy: value } } })),
    ).toMatchObject({ result: 'pass' })
    expect(await says(noWorse, seen({ approved: { metrics: { accuracy: value } } }))).toMatchObject(
      { result: 'fail', message: `accuracy of v5, which is approved, is ${value}.` },
    )
  },
)

it('says what to write where nothing is approved and the gate needs it', async () => {
  const result = await says(
    'metrics.accuracy >= approved.metrics.accuracy',
    seen({ approved: null }),
  )
  expect(result).toMatchObject({
    result: 'fail',
    message: expect.stringContaining('begins with !approved.exists ||'),
  })
})

it('evaluates each gate by itself', async () => {
  const gates = ['metrics.accuracy > 0.9', 'metrics.gone > 1.0', 'true'].map((cel, at) => ({
    name: `gate ${at}`,
    cel,
  }))
  const results = await evaluateGates(gates, seen())
  expect(results.map(({ name, result }) => `${name} ${result}`)).toEqual([
    'gate 0 pass',
    'gate 1 fail',
    'gate 2 pass',
  ])
})
