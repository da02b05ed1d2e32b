import { expect, it } from 'vitest'
import { packageChanges } from './package-changes'

const of = (text: string) =>
  text.split(' ').map((pair) => {
    const [name = '', version = ''] = pair.split('==')
    return { name, version }
  })

it('tells what is newer, what came and what went, by name', () => {
  const changes = packageChanges(
    of('numpy==2.1 pandas==2.2 torch==2.5'),
    of('torch==2.4 numpy==2.1 scipy==1.14'),
  )
  expect(changes).toEqual([
    { name: 'pandas', version: '2.2', base: null },
    { name: 'scipy', version: null, base: '1.14' },
    { name: 'torch', version: '2.5', base: '2.4' },
  ])
})

it('takes a list in another order, or with one package twice, for the same', () => {
  expect(packageChanges(of('b==1 a==2 a==1 a==1'), of('a==1 a==2 b==1'))).toEqual([])
})
