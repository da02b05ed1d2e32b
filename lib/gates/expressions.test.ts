import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkGate } from './check'
import { evaluateGates } from './evaluate'
import { celOf, type GateForm } from './form'
import { seen } from './testing'

/** Of a candidate v6 with accuracy 0.912, log_loss 0.31, "val/acc 1" 0.9, and v5 with 0.93 and 0.28. */
const holding = [
  'true',
  '!false',
  'true || metrics.gone > 1.0',
  'metrics.gone > 1.0 || true',
  '!(false && metrics.gone > 1.0)',
  '(false ? metrics.gone > 1.0 : true)',
  'metrics.accuracy > 0.9',
  'metrics.accuracy >= 0.912',
  'metrics.accuracy <= 0.912 && !(metrics.accuracy < 0.912)',
  'metrics.accuracy == 0.912 && metrics.accuracy != 0.913',
  'metrics["accuracy"] == metrics.accuracy',
  'metrics["val/acc 1"] == 0.9',
  'metrics.accuracy > 0 && metrics.accuracy < 1',
  'metrics.accuracy * 100.0 > 91.0',
  '(metrics.accuracy - approved.metrics.accuracy) / approved.metrics.accuracy > -0.02',
  'metrics.log_loss - approved.metrics.log_loss < 0.031',
  '-metrics.log_loss < 0.0',
  'has(metrics.accuracy) && !has(metrics.f1)',
  '"val/acc 1" in metrics && !("f1" in metrics)',
  'size(metrics) == 3 && metrics.size() == 3',
  'metrics.all(key, metrics[key] > 0.3)',
  'metrics.exists(key, key.startsWith("val/"))',
  'metrics.exists_one(key, metrics[key] < 0.5)',
  '!metrics.all(key, metrics[key] > 0.5)',
  'metrics.filter(key, metrics[key] >= 0.9).size() == 2',
  'metrics.map(key, metrics[key]).exists(value, value == 0.31)',
  'metrics.map(key, key.contains("acc"), metrics[key]).all(value, value >= 0.9)',
  'approved.metrics.all(key, !(key in metrics) || metrics[key] > 0.3)',
  'approved.exists && approved.version == 5',
  '!approved.exists || version.number > approved.version',
  'approved.params == params',
  'params.trees == 300 && params.trees == 300.0',
  'params.trees >= 300 && params.trees / 2.0 == 150.0',
  'int(params.trees) % 100 == 0',
  'params.criterion == "gini"',
  'params.criterion in ["gini", "entropy"]',
  'params.scale && params.scale == true',
  'params.layers[0] == 64 && size(params.layers) == 2',
  'params.layers.exists(size, size == 32)',
  '32 in params.layers',
  'params.seed == null',
  'has(params.trees) && !has(params.depth)',
  '"depth" in params ? params.depth > 3.0 : true',
  'type(params.trees) == double && type(version.number) == int',
  'string(params.trees) == "300"',
  'version.number == 6',
  'version.number + 1 == 7 && version.number / 4 == 1 && -version.number < 0',
  '"weekly" in version.tags',
  'version.tags.exists(tag, tag == "eu") && version.tags.all(tag, tag != "us")',
  'version.tags == ["weekly", "eu"]',
  'version.tags[1] == "eu"',
  'version.note != "" && version.note.size() > 5',
  'version.note.contains("trees") && version.note.startsWith("More") && version.note.endsWith(".")',
  'version.note.matches("^More [a-z]+\\\\.$")',
  'version.note + "!" == "More trees.!"',
  'version.note < "N"',
  'version.files == 2 && version.size < 1000000',
  'double(version.size) / 1000.0 == 12.0',
  'version.registered < now',
  'now - version.registered == duration("24h")',
  'now - version.registered < duration("720h")',
  'version.registered + duration("1h30m") < now',
  '(now - version.registered).getHours() == 24',
  'now >= timestamp("2026-11-26T00:00:00Z")',
  'now.getFullYear() == 2026 && now.getMonth() == 10 && now.getDate() == 26',
  'now.getHours("Europe/Helsinki") == 14 && now.getDayOfWeek() == 4',
  'run.exists && run.project == "penguins" && run.number == 7',
  'run.step == "train" && run.state == "completed"',
  'run.commit != "" && run.commit.matches("^[0-9a-f]{12}$")',
  'run.image.startsWith("python:")',
  'run.seconds == 90.0 && run.seconds < 3600',
  '!lineage.recalled',
  '{"gini": 0.9, "entropy": 0.95}[params.criterion] < metrics.accuracy',
  '[0.9, 0.8].all(least, metrics.accuracy > least)',
  'b"abc" == bytes("abc") && 1u < 2u',
]

it('knows enough of them to matter', () => expect(holding.length).toBeGreaterThan(60))

it.each(holding)('holds: %s', async (cel) => {
  expect(checkGate(cel)).toEqual([])
  const gates = [
    { name: 'as it is', cel },
    { name: 'negated', cel: `!(${cel})` },
  ]
  const results = await evaluateGates(gates, seen())
  expect(results.map(({ name, result }) => [name, result])).toEqual([
    ['as it is', 'pass'],
    ['negated', 'fail'],
  ])
})

const share = fc.double({ min: 0, max: 1, noNaN: true })
const form: fc.Arbitrary<GateForm> = fc.oneof(
  fc.record({
    metric: fc.constantFrom('accuracy', 'val/acc 1'),
    direction: fc.constantFrom('higher', 'lower'),
    firstVersionPasses: fc.boolean(),
    baseline: share,
  }),
  fc.record({
    metric: fc.constantFrom('accuracy', 'val/acc 1'),
    direction: fc.constantFrom('higher', 'lower'),
    firstVersionPasses: fc.boolean(),
    baseline: fc.constant('approved'),
    tolerance: fc.oneof(fc.constant(0), share),
    relative: fc.boolean(),
  }),
)

/** What a form promises, computed without CEL. */
function promised(one: GateForm, candidate: number, approved: number | null): boolean {
  if (approved === null && one.firstVersionPasses) return true
  if (one.baseline === 'approved' && approved === null) return false
  const sign = one.direction === 'higher' ? -1 : 1
  const bound =
    one.baseline !== 'approved'
      ? one.baseline
      : one.relative
        ? (approved ?? 0) * (1 + sign * one.tolerance)
        : (approved ?? 0) + sign * one.tolerance
  return one.direction === 'higher' ? candidate >= bound : candidate <= bound
}

it('keeps what a form promises, for a first version too', async () => {
  const example = fc.record({ one: form, candidate: share, approved: fc.option(share) })
  await fc.assert(
    fc.asyncProperty(example, async ({ one, candidate, approved }) => {
      const context = seen({
        candidate: { metrics: { [one.metric]: candidate } },
        approved: approved === null ? null : { metrics: { [one.metric]: approved } },
      })
      const [result] = await evaluateGates([{ name: 'form', cel: celOf(one) }], context)
      expect(result?.result).toBe(promised(one, candidate, approved) ? 'pass' : 'fail')
      expect(result?.candidate).toBe(candidate)
      expect(result?.approved).toBe(approved)
    }),
    { numRuns: 300 },
  )
})
