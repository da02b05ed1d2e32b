/** Levels of arrays and objects in a body; what walks a value calls itself for each. */
export const maxNesting = 64

const quoteCode = 34
const backslash = 92
const openings = new Set([91, 123])
const closings = new Set([93, 125])

/** Whether a JSON text has more than `limit` arrays and objects within each other. */
export function isNestedBeyond(limit: number, text: string): boolean {
  let depth = 0
  let inText = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inText) {
      if (code === backslash) at++
      else if (code === quoteCode) inText = false
    } else if (code === quoteCode) inText = true
    else if (openings.has(code)) {
      if (++depth > limit) return true
    } else if (closings.has(code)) depth--
  }
  return false
}
