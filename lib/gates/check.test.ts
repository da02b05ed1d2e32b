import { describe, expect, it } from 'vitest'
import { checkGate } from './check'

const message = (cel: string) => checkGate(cel)[0]?.message

describe('checkGate', () => {
  it.each([
    // Names
    [
      'accuracy >= 0.9',
      'There is no accuracy. Use one of: metrics, params, approved, version, run, lineage, now.',
    ],
    ['metric.accuracy >= 0.9', 'There is no metric. Did you mean metrics?'],
    ['scan.ok', /^There is no scan\./],
    ['version.nubmer > 3', 'There is no version.nubmer. Did you mean number?'],
    ['approved["metric"].f1 > 0.9', 'There is no approved.metric. Did you mean metrics?'],
    ['lineage.stale', 'There is no lineage.stale. Use one of: recalled.'],
    ['run.constructor == ""', /^There is no run\.constructor\./],
    ['constructor == __proto__', /^There is no constructor\./],
    ['metrics.accuracy.mean > 0.5', 'There is no .mean of a decimal number.'],
    // Whole and decimal numbers
    [
      'metrics.accuracy - 1 > 0.0',
      'Write 1.0 instead of 1: metrics and parameters are decimal numbers.',
    ],
    [
      '2 * metrics.accuracy > 0.0',
      'Write 2.0 instead of 2: metrics and parameters are decimal numbers.',
    ],
    [
      'params.trees / 100 > 2.0',
      'Write 100.0 instead of 100: metrics and parameters are decimal numbers.',
    ],
    [
      'metrics.rows > version.number * 0.5',
      'A whole number * a decimal number cannot be computed. Write double(…) around the whole number.',
    ],
    // Kinds that do not go together
    ['metrics.accuracy == "0.9"', 'A decimal number and a text are never equal.'],
    ['metrics.accuracy == null', 'A decimal number and nothing are never equal.'],
    ['run.commit > 3', 'A text is neither more nor less than a whole number.'],
    ['version.tags > 3', 'A list is neither more nor less than a whole number.'],
    ['metrics.accuracy && true', 'A decimal number is neither true nor false.'],
    ['!version.number', 'A whole number is neither true nor false.'],
    ['version.number ? true : false', 'A whole number is neither true nor false.'],
    ['now - 3 > now', 'A time - a whole number cannot be computed.'],
    ['version.note + 1 == ""', 'A text + a whole number cannot be computed.'],
    ['3 in version.tags', 'A whole number is never in a list of a text.'],
    ['"a" in version', 'Nothing is in version.'],
    ['metrics[0] > 0.5', 'A whole number names nothing here.'],
    ['version.tags["a"] == "b"', 'A text is no place in a list.'],
    ['version.tags.all(t, t > 3)', 'A text is neither more nor less than a whole number.'],
    ['version.number.all(t, true)', 'A whole number cannot be walked over.'],
    ['metrics.exists(k, metrics[k] == "high")', 'A decimal number and a text are never equal.'],
    // Functions
    ['math.abs(metrics.accuracy) > 0.5', /^There is no math\./],
    ['run.commit.lowerAscii() == "a"', /^There is no function lowerAscii\./],
    ['run.commit.startWith("a")', 'There is no function startWith. Did you mean startsWith?'],
    ['run.commit.contains(3)', 'contains is not for a text and a whole number.'],
    ['size(version.number) > 1', 'size is not for a whole number.'],
    ['metrics.all(k, v, v > 0.5)', /^all takes a name and an expression/],
    ['has(metrics["a b"])', /^Write has\(a\.b\), or "b" in a/],
    [
      'google.protobuf.Int64Value{value: 1} == 1',
      'There is no google.protobuf.Int64Value to make.',
    ],
    ['TestAllTypes{}.x', 'There is no TestAllTypes to make.'],
    ['!(metrics.loss > 1e999)', 'A number in it is too large.'],
    // Not true or false
    ['metrics.accuracy', 'It answers something other than true or false.'],
    ['version.tags.filter(t, t == "a")', 'It answers something other than true or false.'],
    // Not CEL
    ['', 'It ends too early.'],
    ['metrics.accuracy >= ', 'It cannot be read from “>=” on.'],
    ['metrics.accuracy >> 3', 'It cannot be read from “>>” on.'],
    ['true; false', 'It cannot be read from “;” on.'],
    ['metrics.accuracy >= 0.9 // and so on\n&& (', /^It cannot be read from/],
  ])('says of %s what is wrong', (cel, expected) => {
    const said = message(cel)
    if (typeof expected === 'string') expect(said).toBe(expected)
    else expect(said).toMatch(expected)
  })

  it('says where', () => {
    expect(checkGate('metrics.f1 > 0.5 && metrics.accuracy - 1 > 0.0')).toEqual([
      { message: expect.stringContaining('1.0'), at: 39 },
    ])
    expect(checkGate('a > 1 && b > 1').map(({ at }) => at)).toEqual([0, 9])
  })

  it.each([
    ['metrics.accuracy > 0'],
    ['metrics.accuracy >= 1 && 0 < metrics.f1'],
    ['params.trees == 300 && params.criterion == "gini" && params.seed == null'],
    ['params.layers.all(size, size <= 64.0)'],
    ['params.layers[0] > 1'],
    ['version.number % 2 == 0'],
    ['double(version.size) / 1000.0 < metrics.budget'],
    ['now - version.registered < duration("720h")'],
    ['now > timestamp("2026-01-01T00:00:00Z") && now.getFullYear() >= 2026'],
    ['run.exists ? run.commit.matches("^[0-9a-f]+$") : version.note != ""'],
    ['metrics.exists(k, k.startsWith("slice/") && metrics[k] < 0.8) == false'],
    ['metrics.all(k, !(k in approved.metrics) || metrics[k] >= approved.metrics[k] - 0.01)'],
    ['"accuracy" in metrics && has(metrics.accuracy)'],
    ['type(params.trees) == double'],
    ['params.flag'],
  ])('lets %s be kept', (cel) => {
    expect(checkGate(cel)).toEqual([])
  })

  it('takes 2048 bytes and no more', () => {
    const long = (bytes: number) => `version.note == "${'é'.repeat((bytes - 18) / 2)}"`
    expect(checkGate(long(2048))).toEqual([])
    expect(message(long(2050))).toBe('It has more than 2048 bytes. Make it two gates.')
  })

  it('takes two walks inside each other and no third', () => {
    const walk = (inner: string) => `metrics.all(k, ${inner})`
    expect(checkGate(walk(walk('true')))).toEqual([])
    expect(message(walk(walk(walk('true'))))).toMatch(/at most 2 deep/)
    expect(message('metrics.map(a, metrics.map(b, metrics.map(c, c))).size() > 0')).toMatch(
      /at most 2/,
    )
  })

  it.each([
    ['brackets', '('.repeat(1000), ')'.repeat(1000)],
    ['lists', '['.repeat(1000), ']'.repeat(1000)],
    ['maps', '{1:'.repeat(500), '}'.repeat(500)],
    ['calls', 'size('.repeat(300), ')'.repeat(300)],
    ['negations', '!('.repeat(600), ')'.repeat(600)],
    ['choices', 'true ? true : '.repeat(140), ''],
    ['walks', '[1].all(x,'.repeat(180), ')'.repeat(180)],
    ['fields', '', '.a'.repeat(1000)],
    ['alternatives', 'true || '.repeat(250), ''],
    ['sums', '1 + '.repeat(500), ' > 0'],
  ])('answers soon, however deep the %s', (_, before, after) => {
    const begun = performance.now()
    const problems = checkGate(`${before}true${after}`)
    expect(problems.every(({ message }) => message.length > 5)).toBe(true)
    // Some 20 ms on an idle machine.
    expect(performance.now() - begun).toBeLessThan(2000)
  })
})
