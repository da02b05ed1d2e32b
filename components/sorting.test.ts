import { describe, expect, it } from 'vitest'
import { columnSort } from './sorting'

const hrefOf = (sort: string) => `/list?sort=${sort}`

describe('columnSort', () => {
  it('begins with the natural order of the column', () => {
    const sorting = { sort: '-updated', hrefOf }
    expect(columnSort('name', sorting)).toEqual({ direction: null, href: '/list?sort=name' })
    expect(columnSort('created', sorting, 'descending')).toEqual({
      direction: null,
      href: '/list?sort=-created',
    })
  })

  it('turns the order round where the list has it already', () => {
    expect(columnSort('name', { sort: 'name', hrefOf }, 'descending')).toEqual({
      direction: 'ascending',
      href: '/list?sort=-name',
    })
    expect(columnSort('name', { sort: '-name', hrefOf }, 'descending')).toEqual({
      direction: 'descending',
      href: '/list?sort=name',
    })
  })
})
