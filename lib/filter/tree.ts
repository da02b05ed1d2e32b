/**
 * What a filter says, once it is parsed. One language for the web, the API and the CLI: words, terms such
 * as `state:approved`, and AND, OR, NOT and parentheses around them.
 */

/** A stretch of the text; `at` counts from 0. */
export interface Place {
  at: number
  length: number
}

export const operators = [':', '=', '!=', '>', '>=', '<', '<='] as const
export type Operator = (typeof operators)[number]

/** A free word, searched for in names, cards, notes and tags. */
export interface Word extends Place {
  kind: 'word'
  text: string
  /** It was in quotes: as it is, without allowance for typing errors. */
  exact: boolean
}

/** `key:value`, `metric.accuracy>0.9`, `tag!=old,broken`. */
export interface Term extends Place {
  kind: 'term'
  /** In lower case. */
  key: string
  /** What stands after the dot: the `accuracy` of `metric.accuracy`. */
  name: string | null
  op: Operator
  /** Any of these; with `!=` none of them. */
  values: string[]
  /** Where the key (with its name) and each value stand, quotes included. */
  places: { key: Place; values: Place[] }
}

export interface Both extends Place {
  kind: 'and' | 'or'
  of: Filter[]
}

export interface Not extends Place {
  kind: 'not'
  of: Filter
}

/** The place of what stands in parentheses includes them. */
export type Filter = Both | Not | Word | Term

/** What is wrong, in a sentence for people, and where. */
export interface Problem extends Place {
  message: string
}

export type Parsed = { ok: true; filter: Filter | null } | { ok: false; problems: Problem[] }

/** `terms` counts each value of a list. */
export const limits = { characters: 2000, depth: 20, terms: 100 } as const

/** A problem as the API says it: columns count from 1. */
export function asColumn({ message, at, length }: Problem) {
  return { message, column: at + 1, length }
}
