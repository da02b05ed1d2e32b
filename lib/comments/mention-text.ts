import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { isExcessive } from '../markdown'

/**
 * Mentions as people write them, `@ana@acme.example`, and as they are kept, `<@` the id of a person `>`. What
 * stands in code, or behind a backslash, is no mention.
 */

export interface Written {
  /** Lower case, without the sign before. */
  emails: string[]
  ids: string[]
}

const written =
  /(?<![\w.@\\/])@([A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)(?![\w@])/g
const kept = /(?<!\\)<@([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/g

/** Whom a text names, each once. */
export function mentionsIn(text: string): Written {
  const found = { emails: new Set<string>(), ids: new Set<string>() }
  for (const { from, to } of prose(text)) {
    const said = text.slice(from, to)
    for (const [, email = ''] of said.matchAll(written)) found.emails.add(email.toLowerCase())
    for (const [, id = ''] of said.matchAll(kept)) found.ids.add(id)
  }
  return { emails: [...found.emails], ids: [...found.ids] }
}

/** The text as it is kept: addresses of these people become their ids. */
export function asKept(text: string, people: ReadonlyMap<string, string>): string {
  return replaced(text, written, (email) => {
    const id = people.get(email.toLowerCase())
    return id ? `<@${id}>` : null
  })
}

/** The text as its writer typed it: ids of these people become their addresses. */
export function asWritten(text: string, people: ReadonlyMap<string, string>): string {
  return replaced(text, kept, (id) => {
    const email = people.get(id)
    return email ? `@${email}` : null
  })
}

function replaced(text: string, sign: RegExp, by: (name: string) => string | null): string {
  let result = ''
  let at = 0
  for (const { from, to } of prose(text)) {
    const said = text.slice(from, to).replace(sign, (whole, name: string) => by(name) ?? whole)
    result += text.slice(at, from) + said
    at = to
  }
  return result + text.slice(at)
}

/** The stretches of Markdown that are read as words: neither code nor addresses of links. */
function prose(text: string): { from: number; to: number }[] {
  if (!text.includes('@') || isExcessive(text)) return []
  const stretches: { from: number; to: number }[] = []
  visit(unified().use(remarkParse).parse(text), 'text', ({ position }) => {
    const from = position?.start.offset
    const to = position?.end.offset
    if (from !== undefined && to !== undefined) stretches.push({ from, to })
  })
  return stretches
}
