import { ownValue } from '../own-value'
import type { FieldValues } from './view'

/** What a field says in a table: of a person the name. */
export function fieldText(fields: FieldValues, key: string): string | number | undefined {
  const value = ownValue(fields, key)
  return typeof value === 'object' ? value.name : value
}
