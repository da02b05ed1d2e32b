import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventOf, LineReader, valuesOfLine } from './metrics'

const time = '2026-03-03T10:00:00.000Z'

function eventOfLine(line: string, at: string) {
  const values = valuesOfLine(line)
  return values && eventOf(values, at)
}

describe('a line of stdout', () => {
  it('is an event when it is one JSON object', () => {
    expect(eventOfLine('{"epoch": 3, "loss": 0.41, "best": true, "phase": "warm"}', time)).toEqual({
      time,
      step: 3,
      values: { loss: 0.41, best: true, phase: 'warm' },
    })
    expect(eventOfLine('  {"loss": 1}\r', time)).toEqual({ time, values: { loss: 1 } })
  })

  it('takes step before epoch, which then is a value', () => {
    expect(eventOfLine('{"step": 10, "epoch": 1, "loss": 2}', time)).toEqual({
      time,
      step: 10,
      values: { epoch: 1, loss: 2 },
    })
  })

  it('keeps a step that is no number as a value', () => {
    expect(eventOfLine('{"step": "warmup", "loss": 2}', time)?.values.step).toBe('warmup')
    expect(eventOfLine('{"step": NaN, "loss": 2}', time)).toEqual({
      time,
      values: { step: 'NaN', loss: 2 },
    })
  })

  it('is the value of a step that stands alone', () => {
    expect(eventOfLine('{"epoch": 3}', time)).toEqual({ time, step: 3, values: { epoch: 3 } })
  })

  it('flattens what is nested and skips lists and nulls', () => {
    const line = '{"val": {"acc": 0.9, "by": {"a": 1}}, "confusion": [[1]], "none": null}'
    expect(eventOfLine(line, time)?.values).toEqual({ 'val.acc': 0.9, 'val.by.a': 1 })
  })

  it('cuts a text to what the hub keeps, between characters', () => {
    const { values } = eventOfLine(JSON.stringify({ a: `x${'😀'.repeat(600)}` }), time) ?? {}
    expect(values?.a).toBe(`x${'😀'.repeat(499)}\ufffd`)
  })

  it('survives objects nested without end', () => {
    const deep = `{"a": 1, "b": ${'{"b":'.repeat(50_000)}1${'}'.repeat(50_000)}}`
    expect(eventOfLine(deep, time)?.values).toEqual({ a: 1 })
  })

  it('takes the words of Python', () => {
    expect(eventOfLine('{"loss": NaN, "gap": -Infinity}', time)?.values).toEqual({
      loss: 'NaN',
      gap: '-Infinity',
    })
    expect(eventOfLine('{"loss": 1e999}', time)?.values).toEqual({ loss: 'Infinity' })
  })

  it.each([
    'loss 0.4',
    '[1]',
    '{}',
    '{"list": [1]}',
    '{"a": 1} {"b": 2}',
    'x {"a": 1}',
    '{"a": 1',
    '{not json}',
    '{"": 1}',
    '',
  ])('%j is only a line of the log', (line) => {
    expect(eventOfLine(line, time)).toBeNull()
  })
})

describe('cutting bytes into lines', () => {
  it('gives the same lines however the bytes arrive', () => {
    const text = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replace(/\n/g, '')))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 7 }), (lines, size) => {
        const seen: string[] = []
        const reader = new LineReader((line) => seen.push(line))
        const bytes = Buffer.from(lines.join('\n'))
        for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
        reader.end()
        expect(seen).toEqual(lines.map((line) => line.toWellFormed()).filter(Boolean))
      }),
    )
  })

  it('drops a line that is too long to be an event, and goes on', () => {
    const seen: string[] = []
    const reader = new LineReader((line) => seen.push(line))
    for (let times = 0; times < 40; times++) reader.push(Buffer.alloc(64 * 1024, 'x'))
    reader.push(Buffer.from('\n{"a": 1}\n'))
    expect(seen).toEqual(['{"a": 1}'])
  })
})
