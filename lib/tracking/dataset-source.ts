import { jsonWithoutSecrets, withoutSecrets } from '../resolve/secrets'
import type { Json } from '../view'

/** What a client says of where a dataset lies. */
export interface Source {
  /** As it is kept: word for word, but for passwords and signatures. */
  text: string
  /** The same as a value; a text that is no JSON is itself. */
  value: Json
  /** The texts in it, each without its secrets, beginning with those that name a place. */
  texts: { key: string; text: string }[]
}

const mostTexts = 50
const places = ['uri', 'url', 'path']

/** Reads the source of a dataset, which is JSON as a text by convention. Pure. */
export function readSource(written: string): Source {
  const parsed = parse(written)
  if (parsed === undefined) {
    const text = withoutSecrets(written)
    return { text, value: text, texts: [{ key: '', text }] }
  }
  const value = jsonWithoutSecrets(parsed)
  // Only where something was hidden: numbers and spaces stay as they were written.
  const text = same(value, parsed) ? written : JSON.stringify(value)
  const rank = ({ key }: { key: string }) => (places.includes(key) ? places.indexOf(key) : 99)
  const texts = textsIn('', value).sort((a, b) => rank(a) - rank(b))
  return { text, value, texts: texts.slice(0, mostTexts) }
}

/** The address outside of the hub at which the data lies; null where the source names none. */
export function addressOf({ texts }: Source): string | null {
  const named = texts.filter(({ key }) => key === '' || places.includes(key))
  return named.find(({ text }) => outside.test(text) && !ours.test(text))?.text ?? null
}

const outside = /^[a-z][a-z0-9+.-]*:\/\/./i
const ours = /^(models?|datasets?|datum|runs?):/i

const same = (one: Json, other: Json) => JSON.stringify(one) === JSON.stringify(other)

function parse(written: string): Json | undefined {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}

function textsIn(key: string, value: Json): Source['texts'] {
  if (typeof value === 'string') return [{ key, text: value }]
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(key, item))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, held]) => textsIn(name, held))
}
