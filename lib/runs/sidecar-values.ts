import type { Alert } from '@/db/schema/tables'
import { type Json, Tag } from '../view'

/** What sidecars hold, read leniently: one thing is a list of one, nothing is an empty list. */
export function listOf<T>(value: T | T[] | null | undefined): T[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

export function asObject(value: Json): { [key: string]: Json } | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
}

/** A value as an alert quotes it. */
export const wordOf = (value: Json) => JSON.stringify(value).slice(0, 100)

const maxTags = 50

/** The tags among them; an alert for each that is none. */
export function keptTags(tags: Json[], file: string, alerts: Alert[]): string[] {
  return tags.flatMap((tag) => {
    const { data, error } = Tag.safeParse(tag)
    if (!error) return data
    const why = error.issues[0]?.message ?? ''
    alerts.push({ code: 'tag_invalid', message: `${file}: ${wordOf(tag)} is left out. ${why}` })
    return []
  })
}

/** As many tags as something may have. */
export function fewTags(tags: Set<string>, uri: string, alerts: Alert[]): string[] {
  if (tags.size > maxTags) {
    const message = `Only ${maxTags} of the tags for ${uri} are kept.`
    alerts.push({ code: 'too_many_tags', message })
  }
  return [...tags].slice(0, maxTags)
}
