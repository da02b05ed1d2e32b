import { expect, it } from 'vitest'
import { chooseColumns } from './choose'

const owner = { kind: 'own', key: 'owner' }
const tags = { kind: 'own', key: 'tags' }

it('goes by the address before what the person keeps', () => {
  expect(chooseColumns('models', 'owner', ['tags'])).toEqual({
    columns: [owner],
    isKept: false,
    keepsSome: true,
  })
  expect(chooseColumns('models', undefined, ['tags'])).toEqual({
    columns: [tags],
    isKept: true,
    keepsSome: true,
  })
  expect(chooseColumns('models', undefined, undefined)).toEqual({
    columns: null,
    isKept: false,
    keepsSome: false,
  })
})

it('knows an address that says what is kept', () => {
  expect(chooseColumns('models', 'name,tags,owner', ['tags', 'owner']).isKept).toBe(true)
  expect(chooseColumns('models', 'owner,tags', ['tags', 'owner']).isKept).toBe(false)
})

it('takes the name alone for no further column, and nonsense for nothing', () => {
  expect(chooseColumns('models', 'name', ['tags']).columns).toEqual([])
  expect(chooseColumns('models', 'nonsense', ['tags']).columns).toEqual([tags])
  expect(chooseColumns('models', 'name', []).isKept).toBe(true)
})
