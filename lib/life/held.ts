import { conflict, forbidden } from '../errors'
import { type Holders, inWords, thingsOf } from './holders'

/** How many of a kind are named. */
export const named = 5

/**
 * Throws `held`, naming what holds it and how to go on; does nothing where nothing does. Who cannot say that it
 * is meant all the same, as clients of MLflow, is refused for good.
 */
export function refuseHeld(
  called: string,
  verb: 'archive' | 'delete',
  held: Holders[],
  { mayForce = true } = {},
): void {
  const kinds = held.filter(({ uris, more = 0 }) => uris.length + more > 0)
  if (kinds.length === 0) return
  const things = kinds.flatMap(thingsOf)
  const ways = kinds.map(({ way }) => way)
  const otherwise = mayForce ? `say force to ${verb} it all the same` : `${verb} it on its page`
  throw (mayForce ? conflict : forbidden)(
    `${called} is held by ${inWords(things)}. First ${inWords(ways)}, or ${otherwise}.`,
    { code: 'held', details: { heldBy: heldBy(kinds), more: total(kinds), holders: kinds } },
  )
}

export function heldBy(held: Holders[]): string[] {
  return held.flatMap(({ uris }) => uris)
}

/** What was overridden, for the record: those that are named, and how many more there are. */
export function overridden(held: Holders[]): { heldBy?: string[]; more?: number } {
  const [uris, more] = [heldBy(held), total(held)]
  return { ...(uris.length > 0 && { heldBy: uris }), ...(more > 0 && { more }) }
}

/** The first few of a list that holds more than is named, and how many more there are. */
export function few(
  rows: { uri: string | null; total: number }[],
): Required<Pick<Holders, 'uris' | 'more'>> {
  const uris = rows.flatMap(({ uri }) => uri ?? []).slice(0, named)
  return { uris, more: (rows[0]?.total ?? 0) - uris.length }
}

function total(held: Holders[]): number {
  return held.reduce((sum, { more = 0 }) => sum + more, 0)
}
