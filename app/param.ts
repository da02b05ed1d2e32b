/**
 * A part of an address as it was meant. Next hands pages their parameters encoded again by
 * `encodeURIComponent`; of a slug that changes nothing, of free text it does.
 */
export function meant(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
