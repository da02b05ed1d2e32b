import { expect, it } from 'vitest'
import { isMeant, makesOf, placesHere, placesOf } from './places'

const titles = (places: readonly { title: string }[]) => places.map(({ title }) => title)

it('knows a page by the beginnings of its words, in any order', () => {
  const meant = (typed: string) => titles(placesOf('acme').filter((place) => isMeant(place, typed)))
  expect(meant('mod')).toEqual(['Models', 'Versions of all models'])
  expect(meant('settings org')).toEqual(['Organization settings'])
  expect(meant('trash')).toEqual(['Deleted'])
  expect(meant('odels')).toEqual([])
  expect(meant('').length).toBe(placesOf('acme').length)
})

it('gives each page a key of its own', () => {
  const keys = placesOf('acme').flatMap(({ key }) => key ?? [])
  expect(new Set(keys).size).toBe(keys.length)
})

it('offers what may be made and no more', () => {
  expect(titles(makesOf('acme', ['dataset']))).toEqual(['New dataset'])
})

it('offers the tabs of the model that a page is of, but for the page itself', () => {
  const here = titles(placesHere('acme', '/acme/models/churn/versions'))
  expect(here).toContain('churn: Lineage')
  expect(here).not.toContain('churn: Versions')
  expect(placesHere('acme', '/acme/models')).toEqual([])
  expect(placesHere('acme', '/acme/models/new')).toEqual([])
  expect(placesHere('acme', '/acme/datasets/churn')).toEqual([])
})
