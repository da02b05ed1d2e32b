import { expect, it } from 'vitest'
import { anchored } from './anchors'

it('gives every block that says something a place of its own', () => {
  const block = (title: string, body = 'x') => ({ id: title, category: '', title, body })
  const blocks = [
    block('Intended use'),
    block('Intended  use!'),
    block('Größe'),
    block('Empty', ''),
  ]
  expect([...anchored(blocks), ...anchored([block('???')])].map(({ anchor }) => anchor)).toEqual([
    'card-intended-use',
    'card-intended-use-2',
    'card-größe',
    'card-block',
  ])
})
