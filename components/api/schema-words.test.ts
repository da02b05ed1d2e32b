import { expect, it } from 'vitest'
import { aboutField, typeWords } from './schema-words'

const inWords = (schema: Parameters<typeof typeWords>[0]) =>
  typeWords(schema)
    .map((word) => (typeof word === 'string' ? word : `<${word.schema}>`))
    .join('')

it.each([
  [{ type: 'string', format: 'date-time' }, 'string (date-time)'],
  [{ type: ['string', 'null'] }, 'string or null'],
  [{ enum: ['pending', 'approved'] }, '"pending" or "approved"'],
  [{ type: 'array', items: { $ref: '#/components/schemas/File' } }, 'array of <File>'],
  [{ anyOf: [{ $ref: '#/components/schemas/File' }, { type: 'null' }] }, '<File> or null'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'map to number'],
  [
    { type: 'object', properties: { ok: { const: true }, reason: { type: 'string' } } },
    '{ ok: true, reason: string }',
  ],
  [{}, 'anything'],
])('says %j as %s', (schema, words) => {
  expect(inWords(schema)).toBe(words)
})

it('says of a field where it travels, whether it must, and its bounds', () => {
  const schema = {
    type: 'integer',
    description: 'How many.',
    minimum: 1,
    maximum: 500,
    default: 50,
  }
  expect(aboutField({ name: 'limit', schema, required: false, where: 'query' })).toBe(
    'How many. In the query; 1 to 500; 50 when left out.',
  )
  expect(aboutField({ name: 'note', schema: {}, required: false })).toBe('May be absent.')
})
