import { describe, expect, it } from 'vitest'
import { propertiesOf } from './form'
import { readProperties } from './read'

describe('the properties of a form', () => {
  it('are what its JSON says, in any type', () => {
    const text =
      '{ "rows": 344, "licence": "CC0", "islands": ["Biscoe"], "clean": true, "x": null }'
    expect(readProperties(text)).toEqual({
      ok: true,
      properties: { rows: 344, licence: 'CC0', islands: ['Biscoe'], clean: true, x: null },
    })
  })

  it('are none where nothing is written', () => {
    expect(readProperties('  \n ')).toEqual({ ok: true, properties: {} })
  })

  it.each([
    ['{\n  "rows": 344\n  "licence": "CC0"\n}', /line 3, column 3/],
    ['{ rows: 344 }', /line 1, column 3/],
    ['{ "rows": 344', /line 1, column 14/],
    ['{ "rows": tru }', /is not JSON.*tru \}/],
  ])('are refused with the place where %j goes wrong', (text, told) => {
    expect(readProperties(text)).toEqual({ ok: false, message: expect.stringMatching(told) })
  })

  it.each(['[1, 2]', '"rows"', '344', 'null'])('are refused as %s, which names nothing', (text) => {
    const message = 'Write an object: { "name": value, … }.'
    expect(readProperties(text)).toEqual({ ok: false, message })
  })

  it('are refused beside their field', () => {
    const form = new FormData()
    form.set('properties', 'no')
    const fields = { properties: expect.stringContaining('not JSON') }
    expect(() => propertiesOf(form)).toThrow(expect.objectContaining({ kind: 'invalid', fields }))
  })
})
