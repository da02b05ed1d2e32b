import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkGate } from './check'
import { evaluateGates } from './evaluate'
import { formOf } from './form'
import { seen } from './testing'

const words =
  `metrics params approved version run lineage now . .accuracy .exists .metrics ["val/acc_1"] [0] ( ) [ ] { } , :
  ? ! - + * / % < <= > >= == != && || in has( .all(k, .map(k, .exists_one(k, k .size() size( true false null 1 0.5 1u 9e99
  "text" 'x' b"x" r"\\d" duration("1h") timestamp("2026-01-01T00:00:00Z") int( double( string( type( .matches( // \n ; \\ @ $
  __proto__ constructor .constructor prototype`.split(/\s+/)
const soup = fc.array(fc.constantFrom(...words), { maxLength: 25 }).map((some) => some.join(' '))
const text = fc.oneof(
  soup,
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

it('answers whatever is written as a gate, in words', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (cels) => {
      for (const cel of cels) {
        for (const { message, at } of checkGate(cel)) {
          expect(message).toMatch(/^[\s\S]{5,}[.:)?]$/)
          expect(at).toBeGreaterThanOrEqual(0)
          expect(at).toBeLessThanOrEqual(cel.length)
        }
        formOf(cel)
      }
      const gates = cels.map((cel, at) => ({ name: `${at}`, cel }))
      const results = await evaluateGates(gates, seen())
      expect(results.map(({ name }) => name)).toEqual(gates.map(({ name }) => name))
      for (const { cel, result, message } of results) {
        expect(message.length).toBeGreaterThan(5)
        if (checkGate(cel).length > 0) expect(result).toBe('error')
      }
    }),
    { numRuns: 150 },
  )
})
