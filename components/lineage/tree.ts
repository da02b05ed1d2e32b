import { byName, neighboursOf, type Place, type Places, type Role } from './graph'

/** One line of the nested list, with what follows from it. */
export interface Branch {
  place: Place
  /** How it is related to the line it stands under. */
  roles: Role[]
  /** It stands further up with all that follows from it. */
  again: boolean
  branches: Branch[]
}

/** The same graph as a list in one direction from the root: each place is told once, where it first comes up. */
export function branchesOf(
  { places, edges }: Places,
  root: string,
  direction: 'up' | 'down',
): Branch[] {
  const placeOf = new Map(places.map((place) => [place.id, place]))
  const neighbours = neighboursOf(edges)[direction]
  const told = new Set([root])

  function from(id: string): Branch[] {
    const roles = new Map<Place, Role[]>()
    for (const { from, to, role } of neighbours.get(id) ?? []) {
      const place = placeOf.get(direction === 'up' ? from : to)
      if (place) roles.set(place, [...(roles.get(place) ?? []), role])
    }
    return [...roles]
      .sort(([a], [b]) => byName(a.node, b.node))
      .map(([place, found]) => {
        const again = told.has(place.id)
        told.add(place.id)
        return { place, roles: found, again, branches: again ? [] : from(place.id) }
      })
  }

  return from(root)
}
