/** What is wrong with tags: the list as a whole, or one of them as `tags.2`. */
export function tagError(fields: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(fields).find(([field]) => /^tags(\.|$)/.test(field))?.[1]
}
