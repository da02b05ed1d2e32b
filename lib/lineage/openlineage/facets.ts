import type { Json } from '@/db/json'
import { canonical } from '../../audit/event'

/** Facets as they are kept: each with the time of the event that said it, null where it was taken back. */
export type Facets = { [key: string]: { at: string; facet: Json } }

/** What one event says, of its time. */
export function facetsOf(said: Json | undefined, at: Date): Facets {
  const facets = Object.entries(objectOf(said)).map(([key, facet]) => [
    key,
    { at: at.toISOString(), facet: kept(facet) },
  ])
  return Object.fromEntries(facets)
}

/** Of each facet the one that was said last; at the same instant one of the two, always the same. */
export function newest(one: Facets, other: Facets): Facets {
  const merged = { ...one }
  for (const [key, said] of Object.entries(other)) {
    const held = merged[key]
    if (!held || isAfter(said, held)) merged[key] = said
  }
  return merged
}

/** Reads what the database holds. */
export const asFacets = (stored: Json): Facets => stored as Facets

/** The facet of this name, as an object; empty where there is none. */
export const facet = (facets: Facets, name: string) => objectOf(facets[name]?.facet)

export function objectOf(value: Json | undefined): { [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
}

type Said = Facets[string]

function isAfter(one: Said, other: Said): boolean {
  if (one.at !== other.at) return one.at > other.at
  return canonical(one.facet) > canonical(other.facet)
}

const mostCharacters = 64 * 1024

function kept(facet: Json): Json {
  if (objectOf(facet)._deleted === true) return null
  const size = JSON.stringify(facet).length
  // A plan of Spark may have megabytes; its event has it for as long as events are kept.
  return size > mostCharacters ? `(${size} characters: see the event)` : facet
}
