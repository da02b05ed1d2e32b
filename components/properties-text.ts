import type { Json } from '@/lib/view'

/** Properties as they are edited; an empty field where there are none. */
export function propertiesText(properties: Readonly<Record<string, Json>>): string {
  return Object.keys(properties).length > 0 ? JSON.stringify(properties, null, 2) : ''
}
