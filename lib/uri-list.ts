/** Names from a parameter that may come several times and hold several with commas between them: each once. */
export function listed(said: string | readonly string[] | undefined): string[] {
  const texts = [said ?? []].flat().flatMap((text) => text.split(','))
  return [...new Set(texts.map((text) => text.trim()).filter(Boolean))]
}
