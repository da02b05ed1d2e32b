import type { Json } from '../view'

export type Read =
  | { ok: true; properties: Record<string, Json> }
  /** With the line and column of what is wrong. */
  | { ok: false; message: string }

/** The properties that a form writes as one JSON object; none where it is empty. Pure: the browser asks too. */
export function readProperties(text: string): Read {
  if (text.trim() === '') return { ok: true, properties: {} }
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value)
      ? { ok: true, properties: value }
      : { ok: false, message: 'Write an object: { "name": value, … }.' }
  } catch (error) {
    return { ok: false, message: `This is not JSON${whyOf(text, error)}` }
  }
}

function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Where it went wrong; of a word that is none the engine quotes what stands around it instead. */
function whyOf(text: string, error: unknown): string {
  const said = error instanceof Error ? error.message : ''
  const position = /at position (\d+)/.exec(said)?.[1]
  if (position === undefined && !said.includes('end of JSON')) return `. ${said}.`
  const at = position === undefined ? text.length : Number(position)
  const before = text.slice(0, at).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  return `: look at line ${before.length}, column ${column}. Names and texts stand in "quotes".`
}
