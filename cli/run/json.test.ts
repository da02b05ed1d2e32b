import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJson } from './json'

describe('reading JSON', () => {
  it('reads every JSON text as JSON.parse does, after Python words too', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
        // The word at the end sends it the slow way.
        const slow = readJson(`[${text}, NaN]`)
        expect(slow).toEqual({ ok: true, value: [JSON.parse(text), 'NaN'] })
      }),
    )
  })

  it('turns the words of Python into texts', () => {
    expect(readJson('{"a": NaN, "b": -Infinity, "c": [Infinity, "NaN"]}')).toEqual({
      ok: true,
      value: { a: 'NaN', b: '-Infinity', c: ['Infinity', 'NaN'] },
    })
  })

  it.each([
    ['', 1, 1, 'The text ends too early.'],
    ['{"a": 1\n "b": 2}', 2, 2, 'Here } is missing.'],
    ['{"a" 1}', 1, 6, 'Here : is missing.'],
    ["{'a': 1}", 1, 2, 'A key in double quotes belongs here.'],
    ['{"a": 1,}', 1, 9, 'A key in double quotes belongs here.'],
    ['[1, 2\n, 3] x', 2, 6, 'Nothing may follow the value.'],
    ['{"a": True}', 1, 7, 'This word is not JSON; texts need double quotes.'],
    ['{"a": "b', 1, 7, 'This text is not closed, or holds a line break or a bad escape.'],
    ['[+1]', 1, 2, 'A value belongs here.'],
    ['[01]', 1, 3, 'Here ] is missing.'],
  ])('says where %j is wrong', (text, line, column, message) => {
    expect(readJson(text)).toEqual({ ok: false, line, column, message })
  })

  it('gives up on a text that is nested without end', () => {
    const deep = readJson(`${'['.repeat(100_000)}NaN`)
    expect(deep).toMatchObject({ ok: false, message: 'This is nested too deeply.' })
  })
})
