/** What cards of models usually tell, for whoever does not know where to begin. */
const usual = [
  'Overview',
  'Intended use',
  'Out of scope',
  'Training data',
  'Evaluation',
  'Limits',
  'Risks',
  'Contact',
]

/** Titles that a card does not have yet. */
export function suggestedTitles(had: readonly string[]): string[] {
  return usual.filter((title) => !had.includes(title))
}
