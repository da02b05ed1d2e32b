import { text } from '../action'
import { invalid } from '../errors'
import type { Json } from '../view'
import { readProperties } from './read'

/** The properties that the field of this name holds. Throws `invalid` for what is no JSON object. */
export function propertiesOf(form: FormData): Record<string, Json> {
  const read = readProperties(text(form, 'properties'))
  if (read.ok) return read.properties
  throw invalid(read.message, { fields: { properties: read.message } })
}
