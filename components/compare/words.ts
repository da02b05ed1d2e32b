/** "v1", "v1 and v2", "v1, v2 and v3"; beyond `most` how many more there are. */
export function inWords(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most)
  const more = names.length - shown.length
  const all = more > 0 ? [...shown, `${more} more`] : shown
  const last = all.at(-1) ?? ''
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${last}` : last
}
