import { expect, it } from 'vitest'
import { partsOf } from './describe'

it('cuts properties into parts that keep those of a file together', () => {
  const properties = { a: { x: '1234567890' }, b: { x: '1' }, c: { x: '2' } }
  expect(partsOf(properties, 1000)).toEqual([properties])
  expect(partsOf(properties, 30)).toEqual([
    { a: properties.a },
    { b: properties.b, c: properties.c },
  ])
  expect(partsOf(properties, 1)).toHaveLength(3)
  expect(partsOf({}, 10)).toEqual([])
})
