import { fieldsIn } from './json-fields'

/** The keys by which sources of MLflow's say where data lies, by how exactly they do. */
const places = ['uri', 'url', 'path', 'delta_table_name', 'table_name', 'name', 'query']

/**
 * Where data lies, in a line, by what an MLflow client wrote of its source; null where that says nothing.
 * `code` is a source that made the data by running.
 */
export function placeOf(sourceType: string, source: string): string | null {
  const fields = fieldsIn(source)
  const found = places.flatMap((key) => textOf(fields[key]) ?? [])[0]
  if (found !== undefined) return found
  if (sourceType !== 'code') return null
  const tags = Object(fields.tags) as Record<string, unknown>
  return textOf(tags['mlflow.source.name'])
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
