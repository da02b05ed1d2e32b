// CEL keeps these words for itself, or for what it may become.
const reserved = new Set(
  `as break const continue else false for function if import in let loop null package namespace return
  true var void while`.split(/\s+/),
)

/** How an entry of a map is named behind it: `.accuracy`, or `["val/acc 1"]` for what is no word. */
export function accessOf(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) && !reserved.has(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}
